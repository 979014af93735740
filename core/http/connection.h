// A client's connection: one exchange after the other.
#pragma once

#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>

#include "http/server_context.h"

namespace code_runner::http {

// Takes the place of Poco's HTTPServerConnection, whose answers to errors are not ours and whose time limits a client
// can stretch without end. Runs on one thread of the server's pool.
class Connection : public Poco::Net::TCPServerConnection {
 public:
  // `context` must outlive it.
  Connection(const Poco::Net::StreamSocket& socket, const ServerContext& context);

  // Returns when the connection is to be closed. Never throws.
  void run() override;

 private:
  void Serve();

  const ServerContext& context_;
};

class ConnectionFactory : public Poco::Net::TCPServerConnectionFactory {
 public:
  explicit ConnectionFactory(const ServerContext& context) : context_(context) {}

  // Poco owns what is returned.
  Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
    return new Connection(socket, context_);
  }

 private:
  const ServerContext& context_;
};

}  // namespace code_runner::http
