#include "execution/run_queue.h"

#include <utility>

namespace code_runner::execution {
namespace {

constexpr std::chrono::seconds kRetryAfter{1};

Error Full(const char* message) {
  Error error{ErrorCode::kResourceExhausted, message};
  error.retry_after = kRetryAfter;
  return error;
}

Error Stopping() {
  Error error{ErrorCode::kUnavailable, "The service is stopping"};
  error.retry_after = kRetryAfter;
  return error;
}

}  // namespace

Result<RunQueue::Slot> RunQueue::Enter(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (closed_) return Stopping();
  if (running_ < options_.running_max) {
    ++running_;
    return Slot(*this);
  }
  if (waiting_.size() >= options_.waiting_max) return Full("Too many runs are waiting");
  Waiter self;
  waiting_.push_back(&self);
  self.woken.wait_for(lock, stop, options_.wait_max, [&] { return self.admitted || closed_; });
  if (self.admitted) return Slot(*this);
  std::erase(waiting_, &self);
  if (closed_) return Stopping();
  if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "The caller went away"};
  return Full("The run had to wait too long");
}

// Hands the slot on, so that no newcomer gets it before those who wait.
void RunQueue::Leave() {
  const std::scoped_lock lock(mutex_);
  if (closed_ || waiting_.empty()) {
    --running_;
    return;
  }
  Waiter& next = *waiting_.front();
  waiting_.pop_front();
  next.admitted = true;
  next.woken.notify_one();
}

void RunQueue::Close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  for (Waiter* waiter : waiting_) waiter->woken.notify_one();
}

std::size_t RunQueue::Running() const {
  const std::scoped_lock lock(mutex_);
  return running_;
}

std::size_t RunQueue::Waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiting_.size();
}

}  // namespace code_runner::execution
