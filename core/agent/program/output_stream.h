// One output stream of a program, on its way to the server.
#pragma once

#include <cstdint>

#include "agent/frame.h"
#include "agent/program/connection.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

// Sends the first `bytes_max` bytes, drops and counts the rest.
class OutputStream {
 public:
  OutputStream(FileDescriptor pipe, FrameType type, std::uint64_t bytes_max);

  int Fd() const { return pipe_.Get(); }  // -1 after the end
  std::uint64_t Bytes() const { return bytes_; }

  // Reads once and sends that. The number of bytes read; 0 when there is nothing for now or the stream has ended.
  // REQUIRES: connection.HasRoom().
  std::size_t Forward(Connection& connection);

  // The most that can be in the pipe.
  std::size_t PipeBytesMax() const;

 private:
  FileDescriptor pipe_;
  FrameType type_;
  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
};

}  // namespace code_runner::agent
