// The file that the program may leave for its caller.
#pragma once

#include <cstdint>

#include "agent/program/connection.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

// Reads the file as the user. A link, anything but a regular file, an empty one and one over `bytes_max` count as none.
// REQUIRES: no program is left alive that could change it, so that it need not be trusted to stay as it is.
class MetadataFile {
 public:
  explicit MetadataFile(std::uint64_t bytes_max);

  bool AtEnd() const { return bytes_left_ == 0; }
  // Sends the next part. REQUIRES: !AtEnd(), connection.HasRoom().
  void Forward(Connection& connection);

 private:
  FileDescriptor file_;
  std::uint64_t bytes_left_ = 0;
};

}  // namespace code_runner::agent
