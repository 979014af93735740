// Reading and writing without waiting.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace code_runner::agent {

inline void SetNonBlocking(int fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

// After a read or write that failed: trying again later may help.
inline bool WouldBlock() {
  return errno == EAGAIN || errno == EINTR;
}

}  // namespace code_runner::agent
