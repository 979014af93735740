#include "http/connection_filter.h"

#include <sys/socket.h>

#include <array>
#include <string>

#include "base/log.h"
#include "http/request_id.h"

namespace code_runner::http {
namespace {

constexpr std::string_view kDetail = R"({"detail":"Too many connections"})";

std::string Refusal() {
  return "HTTP/1.1 503 Service Unavailable\r\n"
         "Connection: Close\r\n"
         "Content-Type: application/json\r\n"
         "Content-Length: " +
         std::to_string(kDetail.size()) +
         "\r\n"
         "Retry-After: 1\r\n"
         "X-Content-Type-Options: nosniff\r\n"
         "X-Request-Id: " +
         MakeRequestId() + "\r\n\r\n" + std::string(kDetail);
}

// Nothing here may wait: no other connection is accepted meanwhile.
void Refuse(int socket) {
  const std::string refusal = Refusal();
  ::send(socket, refusal.data(), refusal.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  ::shutdown(socket, SHUT_WR);
  std::array<char, 4096> ignored;  // what is unread when a socket is closed makes the kernel reset the connection
  ::recv(socket, ignored.data(), ignored.size(), MSG_DONTWAIT);
}

}  // namespace

bool ConnectionFilter::accept(const Poco::Net::StreamSocket& socket) {
  if (connections_.Size() < connections_max_) return true;
  if (connections_.EvictIdle()) return true;
  Log(LogLevel::kWarning, "connection_refused", {{"connections", connections_.Size()}});
  Refuse(socket.impl()->sockfd());
  return false;
}

}  // namespace code_runner::http
