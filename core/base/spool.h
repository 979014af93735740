// Bytes of unknown amount that must not fill the memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/result.h"

namespace code_runner {

// Holds what is appended in memory up to a bound, and beyond it in a file without a name in the system's folder for
// temporary files (TMPDIR, else /tmp), which vanishes with its owner. Move-only; of one that was moved from, nothing
// but its end is defined. Not thread-safe, but several threads may read at once.
class Spool {
 public:
  static constexpr std::size_t kMemoryBytesMax = 256 * 1024;

  // kInternal when the file cannot be made or written (disk full): nothing of `bytes` is kept then, and what was there
  // before still is.
  Status Append(std::string_view bytes);

  std::uint64_t Size() const { return file_bytes_ + memory_.size(); }

  // Hands all of it to `sink`, in order and in pieces of 1 byte to 64 KiB. Can be repeated. kInternal when the file
  // cannot be read.
  Status Read(const std::function<void(std::string_view)>& sink) const;

 private:
  // Adds to the file's content; when that fails, the file counts as unchanged.
  Status WriteToFile(std::string_view bytes);

  std::string memory_;  // what follows the file's content; at most kMemoryBytesMax
  FileDescriptor file_;
  std::uint64_t file_bytes_ = 0;
};

}  // namespace code_runner
