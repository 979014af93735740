#include "agent/program/connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "agent/program/non_blocking.h"

namespace code_runner::agent {
namespace {

// What everybody may have, see pipe-max-size in pipe(7). A pipe that is full makes every process on the way to the
// server wait for a turn of its own: 1.5 MB take nearly twice as long through the 64 KiB that a pipe has by default.
constexpr int kWidePipeBytes = 1024 * 1024;
// So much at once is part of something large.
constexpr ssize_t kBulkBytes = 16 * 1024;

// Where it is not possible things are slow, but right. Not done ahead: the kernel counts pipes by user, and few
// sandboxes need it.
void Widen(int fd) {
  fcntl(fd, F_SETPIPE_SZ, kWidePipeBytes);
}

}  // namespace

Connection::Connection(std::string_view received) : input_(kFramePayloadBytesMax) {
  decoder_.Feed(received);
  SetNonBlocking(STDIN_FILENO);
  SetNonBlocking(STDOUT_FILENO);
  // All that is needed later is in memory now: a program may leave no byte of the sandbox's memory free.
  queue_.assign(kQueueBytesMax + 2 * kFramePayloadBytesMax, '\0');
  queue_.clear();
}

void Connection::Send(FrameType type, std::string_view data) {
  if (data.empty()) {
    AppendFrame(queue_, type);
  } else {
    AppendData(queue_, type, data);
  }
  Flush();
}

void Connection::Flush() {
  std::size_t sent = 0;
  while (sent < queue_.size()) {
    const ssize_t size = write(STDOUT_FILENO, queue_.data() + sent, queue_.size() - sent);
    if (size < 0) {
      if (!WouldBlock()) closed_ = true;
      if (!std::exchange(output_is_wide_, true)) Widen(STDOUT_FILENO);
      break;
    }
    sent += static_cast<std::size_t>(size);
  }
  queue_.erase(0, sent);
}

void Connection::Receive() {
  const ssize_t size = read(STDIN_FILENO, input_.data(), input_.size());
  if (size > 0) {
    decoder_.Feed({input_.data(), static_cast<std::size_t>(size)});
    if (size >= kBulkBytes && !std::exchange(input_is_wide_, true)) Widen(STDIN_FILENO);
  } else if (size == 0 || !WouldBlock()) {
    closed_ = true;
  }
}

}  // namespace code_runner::agent
