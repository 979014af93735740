// Poco's session of one connection, opened for reading bodies.
#pragma once

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerSession.h>

#include "http/body_reader.h"
#include "http/deadline_socket.h"
#include "http/http_error.h"

namespace code_runner::http {

// The error for a request that ended, or was cut, too early.
inline HttpError ReadError(DeadlineSocket::ReadEnd reason) {
  switch (reason) {
    case DeadlineSocket::ReadEnd::kTimedOut:
      return {408, "Request Timeout"};
    case DeadlineSocket::ReadEnd::kTooMuch:
      return {431, "Request Header Fields Too Large"};
    case DeadlineSocket::ReadEnd::kNone:
    case DeadlineSocket::ReadEnd::kClosed:
      break;
  }
  return {400, "The request is incomplete"};
}

// Poco's own streams for bodies take a broken chunk, and the end of the connection, for the end of the body; this reads
// the bytes as they are. `socket` must outlive it and be the implementation of the socket that Poco gets. For one
// thread.
class Session : public Poco::Net::HTTPServerSession, public ByteSource {
 public:
  Session(DeadlineSocket& socket, const Poco::Net::StreamSocket& poco_socket, Poco::Net::HTTPServerParams::Ptr params)
      : HTTPServerSession(poco_socket, std::move(params)), socket_(socket) {}

  DeadlineSocket& Socket() { return socket_; }

  char GetByte() override {
    const int c = Guard([this] { return get(); });
    if (c < 0) throw ReadError(DeadlineSocket::ReadEnd::kClosed);
    return static_cast<char>(c);
  }
  std::size_t GetBytes(char* buffer, std::size_t size) override {
    const int received = Guard([&] { return read(buffer, static_cast<std::streamsize>(size)); });
    if (received <= 0) throw ReadError(DeadlineSocket::ReadEnd::kClosed);
    return static_cast<std::size_t>(received);
  }

 private:
  template <class Read>
  int Guard(Read read) {
    try {
      return read();
    } catch (const Poco::Exception&) {
      throw ReadError(socket_.WhyReadingEnded());
    }
  }

  DeadlineSocket& socket_;
};

}  // namespace code_runner::http
