// A file that a process of the user has left for the server.
#pragma once

#include <cstdint>
#include <string>

#include "agent/frame.h"
#include "agent/program/connection.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

// Opens the file as the user. A link, anything but a regular file, an empty one and one over `bytes_max` count as none.
// REQUIRES: no process is left alive that could change it, so that it need not be trusted to stay as it is.
class UserFile {
 public:
  UserFile(const std::string& path, FrameType type, std::uint64_t bytes_max);

  std::uint64_t BytesLeft() const { return bytes_left_; }  // 0 from the beginning: there is none
  bool IsExecutable() const { return executable_; }

  // Sends the next part as a frame of the type given. False when it cannot be read.
  // REQUIRES: BytesLeft() > 0, connection.HasRoom().
  [[nodiscard]] bool Forward(Connection& connection);

 private:
  FileDescriptor file_;
  FrameType type_;
  std::uint64_t bytes_left_ = 0;
  bool executable_ = false;
};

}  // namespace code_runner::agent
