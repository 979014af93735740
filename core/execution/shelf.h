// The sandboxes of one shape that wait, and what is known of the wish for them.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <string>
#include <utility>

#include "execution/demand.h"
#include "execution/hand_over.h"
#include "execution/sandbox.h"

namespace code_runner::execution {

// Plain data of SandboxPool, guarded by its mutex.
struct Shelf {
  using Clock = std::chrono::steady_clock;

  explicit Shelf(Demand nothing) : demand(std::move(nothing)) {}

  // Waiting, or soon to be, and nobody's yet.
  std::size_t Stock() const { return waiting.size() + making - expecting.size(); }
  bool IsIdle() const { return waiting.empty() && making == 0 && expecting.empty(); }

  Demand demand;
  std::size_t floor = 0;   // the operator's word
  std::size_t target = 0;  // how many should wait, as planned last
  std::list<Sandbox> waiting;
  std::size_t making = 0;              // refills under way
  std::deque<HandOver*> expecting;     // never more than `making`
  std::chrono::milliseconds pause{0};  // the last one; 0: the last attempt did not fail
  Clock::time_point next_attempt{};
  std::string logged_failure;  // so that it is logged once, however often it comes
};

}  // namespace code_runner::execution
