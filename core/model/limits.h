// What a run may use.
#pragma once

#include <chrono>
#include <cstdint>

namespace code_runner {

struct Limits {
  std::chrono::seconds timeout{0};  // of the program; compiling counts
  std::uint64_t memory_bytes = 0;   // tmpfs pages count, as the kernel does it
  std::uint32_t cpu_shares = 0;     // Docker's relative weight
  std::uint64_t disk_bytes = 0;     // size of each writable tmpfs
  bool network = false;             // outbound

  bool operator==(const Limits&) const = default;
};

}  // namespace code_runner
