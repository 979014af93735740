// Whether the engine's host lets agents make cells.
#pragma once

#include <atomic>

#include "base/error.h"

namespace code_runner::execution {

// Known from the first sandbox that tried. Thread-safe.
class CellSupport {
 public:
  // `wanted`: false when nobody ever asked for cells.
  explicit CellSupport(bool wanted) : state_(wanted ? State::kUnknown : State::kNo) {}

  bool IsPossible() const { return state_ != State::kNo; }
  bool IsCertain() const { return state_ != State::kUnknown; }

  // What the first sandbox showed.
  void Confirm();
  void Deny(const Error& reason);

  // Whether such an error says nothing about cells: another attempt may show.
  static bool IsPassing(const Error& error);

 private:
  enum class State { kUnknown, kYes, kNo };

  std::atomic<State> state_;
};

}  // namespace code_runner::execution
