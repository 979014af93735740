// What the sandbox's control group says about memory. Version 2 and version 1; nothing where it cannot be read.
#pragma once

#include <cstdint>
#include <optional>

namespace code_runner::agent {

// How often the kernel killed a process of the sandbox because its memory was full.
std::optional<std::uint64_t> ReadOutOfMemoryKills();

// The most memory that the sandbox ever used, page cache and tmpfs included.
std::optional<std::uint64_t> ReadPeakMemoryBytes();

}  // namespace code_runner::agent
