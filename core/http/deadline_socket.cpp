#include "http/deadline_socket.h"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>

namespace code_runner::http {
namespace {

using Clock = std::chrono::steady_clock;

// Whether the descriptor is ready, or broken, before the deadline.
bool WaitFor(int fd, short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd poll_fd{fd, events, 0};
    const int timeout_ms = static_cast<int>(std::min<std::int64_t>(left, std::numeric_limits<int>::max()));
    const int ready = ::poll(&poll_fd, 1, timeout_ms);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
}

bool WouldBlock() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

DeadlineSocket::DeadlineSocket(const Poco::Net::StreamSocket& socket, std::chrono::milliseconds write_timeout)
    : StreamSocketImpl(socket.impl()->sockfd()), socket_(socket), write_timeout_(write_timeout) {}

DeadlineSocket::~DeadlineSocket() {
  reset();  // the descriptor is not closed twice
}

void DeadlineSocket::LimitReads(Clock::time_point deadline, std::size_t bytes_max) {
  read_deadline_ = deadline;
  read_bytes_max_ = bytes_max;
  read_bytes_ = 0;
}

int DeadlineSocket::receiveBytes(void* buffer, int length, int flags) {
  if (read_bytes_ == read_bytes_max_) EndReading(ReadEnd::kTooMuch);
  const std::size_t wanted = std::min(static_cast<std::size_t>(length), read_bytes_max_ - read_bytes_);
  while (WaitFor(sockfd(), POLLIN, read_deadline_)) {
    const ssize_t received = ::recv(sockfd(), buffer, wanted, flags | MSG_DONTWAIT);
    if (received < 0 && WouldBlock()) continue;
    if (received < 0) EndReading(ReadEnd::kClosed);
    if (received == 0) read_end_ = ReadEnd::kClosed;
    read_bytes_ += static_cast<std::size_t>(received);
    return static_cast<int>(received);
  }
  EndReading(ReadEnd::kTimedOut);
}

int DeadlineSocket::sendBytes(const void* buffer, int length, int flags) {
  const char* bytes = static_cast<const char*>(buffer);
  int done = 0;
  while (done < length) {
    const ssize_t sent =
        ::send(sockfd(), bytes + done, static_cast<std::size_t>(length - done), flags | MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && !WouldBlock()) EndWriting();
    if (sent < 0 && !WaitFor(sockfd(), POLLOUT, Clock::now() + write_timeout_)) EndWriting();
    if (sent > 0) done += static_cast<int>(sent);
  }
  return done;
}

void DeadlineSocket::Linger(Clock::time_point deadline) {
  ::shutdown(sockfd(), SHUT_WR);
  std::array<char, 16 * 1024> ignored;
  while (WaitFor(sockfd(), POLLIN, deadline)) {
    const ssize_t received = ::recv(sockfd(), ignored.data(), ignored.size(), MSG_DONTWAIT);
    if (received == 0 || (received < 0 && !WouldBlock())) return;
  }
}

void DeadlineSocket::EndReading(ReadEnd reason) {
  read_end_ = reason;
  if (reason == ReadEnd::kTimedOut) throw Poco::TimeoutException("read deadline");
  throw Poco::Net::NetException(reason == ReadEnd::kTooMuch ? "too much to read" : "connection closed");
}

void DeadlineSocket::EndWriting() {
  writing_failed_ = true;
  throw Poco::Net::NetException("the peer takes no more bytes");
}

}  // namespace code_runner::http
