#include "agent/program/output_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "agent/program/non_blocking.h"

namespace code_runner::agent {

OutputStream::OutputStream(FileDescriptor pipe, FrameType type, std::uint64_t bytes_max)
    : pipe_(std::move(pipe)), type_(type), bytes_max_(bytes_max) {}

std::size_t OutputStream::Forward(Connection& connection) {
  static char buffer[kFramePayloadBytesMax];
  const ssize_t size = read(pipe_.Get(), buffer, sizeof(buffer));
  if (size < 0 && WouldBlock()) return 0;
  if (size <= 0) {
    pipe_.Reset();
    return 0;
  }
  const auto read_bytes = static_cast<std::size_t>(size);
  const auto sent_bytes =
      static_cast<std::size_t>(std::min<std::uint64_t>(read_bytes, bytes_max_ - std::min(bytes_, bytes_max_)));
  if (sent_bytes > 0) connection.Send(type_, {buffer, sent_bytes});
  bytes_ += read_bytes;
  return read_bytes;
}

std::size_t OutputStream::PipeBytesMax() const {
  const int size = fcntl(pipe_.Get(), F_GETPIPE_SZ);
  return size > 0 ? static_cast<std::size_t>(size) : 0;
}

}  // namespace code_runner::agent
