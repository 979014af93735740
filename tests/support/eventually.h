// Waiting for what can be asked, but no event tells.
#pragma once

#include <chrono>
#include <thread>

namespace code_runner::testing {

// Whether `condition` has come about before `most` is over.
template <typename Condition>
bool Eventually(Condition condition, std::chrono::seconds most) {
  constexpr std::chrono::milliseconds kInterval{20};
  const auto deadline = std::chrono::steady_clock::now() + most;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(kInterval);
  }
  return true;
}

}  // namespace code_runner::testing
