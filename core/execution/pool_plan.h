// How many sandboxes of each shape should wait, within the bounds of the pool.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace code_runner::execution {

struct PoolBounds {
  std::size_t sandboxes_max = 64;
  std::uint64_t memory_bytes_max = std::uint64_t{4} << 30;
};

// What one shape asks of the pool.
struct ShapeWish {
  std::size_t floor = 0;           // the operator's word
  std::size_t wanted = 0;          // learned; what is less than `floor` does not matter
  std::uint64_t memory_bytes = 0;  // that one waiting sandbox is counted with
  std::chrono::steady_clock::time_point last_asked{};
};

// Targets in the order of `wishes`. Floors come first, then one of each shape that is wanted, then one more of the
// shape of which the smallest part of its wish is granted, and so on; among equals the one that was asked for last.
// Whatever would exceed a bound is left out.
std::vector<std::size_t> PlanPool(const std::vector<ShapeWish>& wishes, const PoolBounds& bounds);

}  // namespace code_runner::execution
