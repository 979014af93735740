// What the sandbox's control group says about memory. Version 2 and version 1; nothing where it cannot be read.
#pragma once

#include <cstdint>
#include <optional>

#include "base/file_descriptor.h"

namespace code_runner::agent {

// Keeps the files open: they are asked while the server waits for the result.
class MemoryGroup {
 public:
  MemoryGroup();

  // How often the kernel killed a process of the sandbox because its memory was full.
  std::optional<std::uint64_t> OutOfMemoryKills() const;
  // The most memory that the sandbox ever used, page cache and tmpfs included.
  std::optional<std::uint64_t> PeakBytes() const;

 private:
  FileDescriptor events_;
  FileDescriptor peak_;
};

}  // namespace code_runner::agent
