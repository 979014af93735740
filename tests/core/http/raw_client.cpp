#include "core/http/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

namespace code_runner::http {
namespace {

constexpr timeval kNeverReached{60, 0};

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

RawAnswer ParseHead(std::string_view head) {
  RawAnswer answer;
  answer.status = std::stoi(std::string(head.substr(head.find(' ') + 1, 3)));
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at)) {
    at += 2;
    const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    answer.headers[Lower(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
  }
  return answer;
}

}  // namespace

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::setsockopt(socket_.Get(), SOL_SOCKET, SO_RCVTIMEO, &kNeverReached, sizeof(kNeverReached));
  ::setsockopt(socket_.Get(), SOL_SOCKET, SO_SNDTIMEO, &kNeverReached, sizeof(kNeverReached));
  if (::connect(socket_.Get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::runtime_error("connect failed");
  }
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.Get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::Fill() {
  std::array<char, 64 * 1024> buffer;
  const ssize_t got = ::recv(socket_.Get(), buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<RawAnswer> RawClient::Receive(bool has_body) {
  std::size_t end;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) return std::nullopt;
  }
  RawAnswer answer = ParseHead(std::string_view(received_).substr(0, end));
  received_.erase(0, end + 4);
  const auto length = answer.headers.find("content-length");
  if (!has_body || length == answer.headers.end()) return answer;
  const std::size_t size = std::stoull(length->second);
  while (received_.size() < size) {
    if (!Fill()) return std::nullopt;
  }
  answer.body = received_.substr(0, size);
  received_.erase(0, size);
  return answer;
}

bool RawClient::IsClosed() {
  char c = 0;
  return received_.empty() && ::recv(socket_.Get(), &c, 1, 0) == 0;
}

void RawClient::ShutdownWriting() {
  ::shutdown(socket_.Get(), SHUT_WR);
}

std::optional<RawAnswer> Ask(std::uint16_t port, std::string_view request) {
  RawClient client(port);
  client.Send(request);
  return client.Receive(!request.starts_with("HEAD "));
}

std::string Post(std::string_view path, std::string_view body, std::string_view headers) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string Get(std::string_view path, std::string_view headers) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers) + "\r\n";
}

}  // namespace code_runner::http
