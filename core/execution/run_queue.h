// How many runs go on at once, and who is next.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>

#include "base/result.h"

namespace code_runner::execution {

struct RunQueueOptions {
  std::size_t running_max = 8;
  std::size_t waiting_max = 256;
  std::chrono::seconds wait_max{60};  // of one run
};

// First come, first served. Thread-safe.
class RunQueue {
 public:
  // The right to run; gives it back when it ends. Move-only.
  class Slot {
   public:
    explicit Slot(RunQueue& queue) : queue_(&queue) {}
    Slot(Slot&& other) noexcept : queue_(std::exchange(other.queue_, nullptr)) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (queue_ != nullptr) queue_->Leave();
    }

   private:
    RunQueue* queue_;
  };

  explicit RunQueue(RunQueueOptions options) : options_(options) {}

  // Waits for a turn. kResourceExhausted with `retry_after` when the queue is full or the wait too long; kCancelled;
  // kUnavailable after Close.
  Result<Slot> Enter(std::stop_token stop);

  // From now on nobody gets in; those who wait are sent away.
  void Close();
  // Waits until nobody runs any more; whether that came about before `deadline`.
  bool WaitUntilEmpty(std::chrono::steady_clock::time_point deadline);

  std::size_t Running() const;
  std::size_t Waiting() const;

 private:
  void Leave();
  void Forget(std::uint64_t ticket);

  const RunQueueOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::uint64_t> waiting_;  // tickets, the next one in front
  std::uint64_t next_ticket_ = 0;
  std::size_t running_ = 0;
  bool closed_ = false;
};

}  // namespace code_runner::execution
