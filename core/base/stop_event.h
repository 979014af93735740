// A stop request as something that poll(2) can wait for.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/file_descriptor.h"

namespace code_runner {

// Readable from the moment a stop is requested of `token`. Lives on the stack of who polls. When the system has no
// descriptor left, PollFd() is -1, which poll(2) passes over: bound the wait, and ask the token after it.
class StopEvent {
 public:
  explicit StopEvent(std::stop_token token)
      : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), callback_(std::move(token), [this] { Signal(); }) {}

  int PollFd() const { return event_.Get(); }

 private:
  void Signal() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(event_.Get(), &one, sizeof(one));
  }

  FileDescriptor event_;
  std::stop_callback<std::function<void()>> callback_;
};

}  // namespace code_runner
