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
// temporary files, which vanishes with its owner. Move-only. Not thread-safe.
class Spool {
 public:
  static constexpr std::size_t kMemoryBytesMax = 256 * 1024;

  // kInternal when the file cannot be made or written (disk full): nothing of `bytes` is kept then.
  Status Append(std::string_view bytes);

  std::uint64_t Size() const { return file_bytes_ + memory_.size(); }

  // Hands all of it to `sink`, in order and in pieces of at most 64 KiB. Can be repeated.
  Status Read(const std::function<void(std::string_view)>& sink) const;

 private:
  Status Flush();

  std::string memory_;  // what follows the file's content
  FileDescriptor file_;
  std::uint64_t file_bytes_ = 0;
};

}  // namespace code_runner
