// A client that sends exactly the bytes a test wants.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"

namespace code_runner::http {

struct RawAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// One connection to a port of this machine. All waits end after kNeverReached; then there is no answer.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);

  // False when the server has closed.
  bool Send(std::string_view bytes);
  // The next answer, 100 Continue included; `has_body` is false after HEAD. Nothing: the server closed, or sent
  // nonsense.
  std::optional<RawAnswer> Receive(bool has_body = true);
  // Whether the server closes the connection, with nothing more to read.
  bool IsClosed();
  void ShutdownWriting();
  void Close() { socket_.Reset(); }
  int Socket() const { return socket_.Get(); }

 private:
  bool Fill();

  FileDescriptor socket_;
  std::string received_;
};

// Sends one request on a connection of its own and returns the answer to it.
std::optional<RawAnswer> Ask(std::uint16_t port, std::string_view request);

// A request with a body, on a connection that stays open.
std::string Post(std::string_view path, std::string_view body, std::string_view headers = "");
std::string Get(std::string_view path, std::string_view headers = "");

}  // namespace code_runner::http
