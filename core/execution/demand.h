// How much sandboxes of one shape are wanted, learned from when they were asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace code_runner::execution {

// Time is the caller's, and never runs backwards. Not thread-safe.
class Demand {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  // Requests within `window`, about the time that it takes to make a sandbox, are one burst. What was learned is half
  // forgotten after `half_life`.
  Demand(Duration window, Duration half_life) : window_(window), half_life_(half_life) {}

  void Note(Time now);

  // How many sandboxes should wait: as many as were asked for in the largest burst, less what was forgotten since. A
  // shape that was asked for only once deserves none yet.
  std::size_t Wanted(Time now) const;
  // When it was asked for last; the epoch: never.
  Time LastAsked() const { return last_; }

 private:
  double Peak(Time now) const;

  Duration window_;
  Duration half_life_;
  std::deque<Time> recent_;  // requests of the last `window_`, at most kRecentMax
  double peak_ = 0;          // of the burst, at `peak_time_`
  Time peak_time_{};
  Time last_{};
  std::size_t count_ = 0;
};

}  // namespace code_runner::execution
