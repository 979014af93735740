// Runs that have just begun. Most programs are short, so it pays to leave the processors to these.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <utility>

namespace code_runner::execution {

// Thread-safe.
class YoungRuns {
 public:
  using Clock = std::chrono::steady_clock;

  // One run: lasts from its making until it is destroyed, or moved from. Must not outlive the object it was made by.
  class Mark {
   public:
    Mark() = default;
    Mark(Mark&& other) noexcept : runs_(std::exchange(other.runs_, nullptr)), run_(other.run_) {}
    Mark& operator=(Mark&&) = delete;
    ~Mark() { End(); }

   private:
    friend class YoungRuns;
    Mark(YoungRuns& runs, std::list<Clock::time_point>::iterator run) : runs_(&runs), run_(run) {}
    void End();

    YoungRuns* runs_ = nullptr;
    std::list<Clock::time_point>::iterator run_{};
  };

  // A run is young for `youth`. `on_end` is called, from any thread, when one has ended.
  YoungRuns(Clock::duration youth, std::function<void()> on_end) : youth_(youth), on_end_(std::move(on_end)) {}

  Mark Begin();
  std::size_t Count(Clock::time_point now) const;

 private:
  const Clock::duration youth_;
  const std::function<void()> on_end_;
  mutable std::mutex mutex_;
  std::list<Clock::time_point> begun_;  // of all that have not ended, the latest last
};

}  // namespace code_runner::execution
