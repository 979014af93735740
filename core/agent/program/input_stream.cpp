#include "agent/program/input_stream.h"

#include <unistd.h>

#include <utility>

#include "agent/program/non_blocking.h"

namespace code_runner::agent {

void InputStream::Connect(FileDescriptor pipe) {
  pipe_ = std::move(pipe);
}

std::size_t InputStream::Write() {
  std::size_t taken = 0;
  if (pipe_ && !pending_.empty()) {
    const ssize_t size = write(pipe_.Get(), pending_.data(), pending_.size());
    if (size < 0 && !WouldBlock()) Disconnect();
    if (size > 0) taken = static_cast<std::size_t>(size);
  }
  if (discards_) taken = pending_.size();
  pending_.erase(0, taken);
  if (pending_.empty() && ended_) pipe_.Reset();
  return taken;
}

void InputStream::Disconnect() {
  pipe_.Reset();
  discards_ = true;
}

}  // namespace code_runner::agent
