#include "agent/program/connection.h"

#include <unistd.h>

#include "agent/program/non_blocking.h"

namespace code_runner::agent {

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
  } else if (size == 0 || !WouldBlock()) {
    closed_ = true;
  }
}

}  // namespace code_runner::agent
