// A connection to the engine as plain bytes, TLS taken off.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace code_runner::docker {

// Non-blocking; closed at once when it ends. Not thread-safe.
class RawConnection {
 public:
  virtual ~RawConnection() = default;

  // The socket, for poll(2) only.
  virtual int PollFd() const = 0;

  // Takes as many of `bytes` as go without waiting and returns how many. The next call must begin with the bytes that
  // were not taken, which may have moved in memory. kDockerUnreachable when the connection is lost.
  virtual Result<std::size_t> Send(std::string_view bytes) = 0;

  // Reads up to `size` bytes and returns how many: 0 when the connection has ended, in whatever way; nothing when there
  // is nothing to read now.
  virtual std::optional<std::size_t> Receive(char* buffer, std::size_t size) = 0;
};

}  // namespace code_runner::docker
