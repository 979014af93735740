// The hijacked connection to the standard streams of one container.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace code_runner::docker {

class RawConnection;

// What came from the container with one read.
struct AttachOutput {
  std::string out;      // standard output
  std::string err;      // standard error
  bool closed = false;  // the stream has ended: the container is gone, or the engine is
};

// Non-blocking and move-only; whoever owns it holds the container's standard input open, and its end closes the socket
// at once. Not thread-safe; what was moved from may only be assigned to or destroyed.
class AttachStream {
 public:
  // `early`: what has already been read of the stream.
  explicit AttachStream(std::unique_ptr<RawConnection> connection, std::string early = {});
  AttachStream(AttachStream&&) noexcept;
  AttachStream& operator=(AttachStream&&) noexcept;
  ~AttachStream();

  // The socket, for poll(2) only.
  int PollFd() const;

  // Takes as many bytes for standard input as go without waiting; returns how many. What was not taken must be what the
  // next call begins with (TLS has it half sent), from wherever in memory. kDockerUnreachable when the connection is
  // lost.
  Result<std::size_t> Send(std::string_view bytes);

  // Everything that has come, up to about 64 KiB a call and with the engine's stream headers taken off. Must be called
  // again before waiting in poll(2) unless it returned nothing: a TLS connection may hold bytes that poll does not see.
  // kProtocolError for a malformed stream header.
  Result<AttachOutput> Receive();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace code_runner::docker
