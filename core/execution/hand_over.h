// A sandbox on its way from one who has it to one who waits for it.
#pragma once

#include <condition_variable>
#include <optional>

#include "execution/sandbox.h"

namespace code_runner::execution {

// Lives on the stack of the caller who waits; everything in it is guarded by the mutex of whoever hands over.
struct HandOver {
  std::condition_variable_any woken;
  std::optional<Sandbox> sandbox;
  bool failed = false;  // there will be none
};

}  // namespace code_runner::execution
