// What the operator allows in a request, and what holds where a request says nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace code_runner {

struct RequestBounds {
  std::chrono::seconds default_timeout{30};
  std::chrono::seconds max_timeout{300};
  std::uint64_t default_memory_bytes = 256ULL << 20;
  std::uint64_t max_memory_bytes = 2048ULL << 20;
  std::uint32_t default_cpu_shares = 512;
  std::uint64_t default_disk_bytes = 512ULL << 20;
  std::uint64_t max_disk_bytes = 5000ULL << 20;
  bool default_network = true;
  std::size_t max_code_bytes = 1 << 20;  // code and files together

  // Fixed by Docker, the kernel or the protocol, not by the operator.
  static constexpr std::uint64_t kMinMemoryBytes = 16ULL << 20;
  static constexpr std::uint64_t kMinDiskBytes = 1ULL << 20;
  static constexpr std::uint32_t kMinCpuShares = 2;
  static constexpr std::uint32_t kMaxCpuShares = 262144;
  static constexpr std::size_t kMaxFiles = 1000;
  static constexpr std::size_t kMaxFileNameBytes = 1024;
  static constexpr std::size_t kMaxFileNameComponentBytes = 255;  // NAME_MAX
  static constexpr std::size_t kMaxEntrypointBytes = 64 * 1024;
  static constexpr std::size_t kMaxVariables = 1000;
  // Together, each string as execve(2) takes it ("name=value" and a NUL byte): the kernel's bound for one string.
  static constexpr std::size_t kMaxEnvironmentBytes = 128 * 1024;
  static constexpr std::size_t kMaxArgs = 1000;
  static constexpr std::size_t kMaxArgsBytes = 128 * 1024;
  static constexpr std::size_t kMaxImageNameBytes = 256;
};

}  // namespace code_runner
