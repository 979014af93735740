#include "http/connection.h"

#include <chrono>
#include <exception>

#include "base/log.h"
#include "http/connection_table.h"
#include "http/deadline_socket.h"
#include "http/exchange.h"
#include "http/session.h"

namespace code_runner::http {
namespace {

// Poco's sockets take their implementation through a protected constructor.
class PocoSocket : public Poco::Net::StreamSocket {
 public:
  explicit PocoSocket(DeadlineSocket* implementation) : StreamSocket(implementation) {}
};

}  // namespace

Connection::Connection(const Poco::Net::StreamSocket& socket, const ServerContext& context)
    : TCPServerConnection(socket), context_(context) {}

void Connection::run() {
  try {
    Serve();
  } catch (const std::exception& error) {
    Log(LogLevel::kWarning, "connection_failed", {{"error", error.what()}});
  }
}

void Connection::Serve() {
  auto* deadline_socket = new DeadlineSocket(socket(), context_.options.write_timeout);
  const PocoSocket poco_socket(deadline_socket);  // owns it
  ConnectionTable::Entry entry(context_.connections, deadline_socket->sockfd());
  Session session(*deadline_socket, poco_socket, context_.params);
  Next next = Next::kKeepAlive;
  while (next == Next::kKeepAlive && session.hasMoreRequests()) {
    entry.Set(ConnectionTable::State::kReceiving);
    next = Exchange(context_, session, entry).Run();
    if (next == Next::kKeepAlive) entry.Set(ConnectionTable::State::kIdle);
  }
  if (next != Next::kLinger) return;
  entry.Set(ConnectionTable::State::kReceiving);
  deadline_socket->Linger(std::chrono::steady_clock::now() + context_.options.linger_timeout);
}

}  // namespace code_runner::http
