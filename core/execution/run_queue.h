// How many runs go on at once, and who is next.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stop_token>
#include <utility>

#include "base/result.h"

namespace code_runner::execution {

struct RunQueueOptions {
  std::size_t running_max = 8;  // at least 1
  std::size_t waiting_max = 256;
  std::chrono::milliseconds wait_max{60'000};  // of one run
};

// First come, first served. Thread-safe.
class RunQueue {
 public:
  // The right to run; gives it back when it ends. Move-only; the queue must outlive it.
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

  // Waits for a turn. kResourceExhausted with `retry_after` when the queue is full or the wait too long; kCancelled
  // after `stop`; kUnavailable after Close.
  Result<Slot> Enter(const std::stop_token& stop);

  // From now on nobody gets in; those who wait are sent away, those who run are left alone.
  void Close();

  std::size_t Running() const;
  std::size_t Waiting() const;

 private:
  // Lives on the stack of the thread that waits; woken under mutex_.
  struct Waiter {
    std::condition_variable_any woken;
    bool admitted = false;
  };

  void Leave();

  const RunQueueOptions options_;
  mutable std::mutex mutex_;
  std::deque<Waiter*> waiting_;  // the next one in front
  std::size_t running_ = 0;      // those who were admitted but have not woken yet count
  bool closed_ = false;
};

}  // namespace code_runner::execution
