#include "execution/run_queue.h"

#include <algorithm>

namespace code_runner::execution {
namespace {

constexpr std::chrono::seconds kRetryAfterFull{1};

Error Full(const char* message) {
  Error error{ErrorCode::kResourceExhausted, message};
  error.retry_after = kRetryAfterFull;
  return error;
}

Error Stopping() {
  Error error{ErrorCode::kUnavailable, "The service is stopping"};
  error.retry_after = kRetryAfterFull;
  return error;
}

}  // namespace

Result<RunQueue::Slot> RunQueue::Enter(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (closed_) return Stopping();
  const bool must_wait = running_ >= options_.running_max || !waiting_.empty();
  if (must_wait && waiting_.size() >= options_.waiting_max) return Full("Too many runs are waiting");
  const std::uint64_t ticket = next_ticket_++;
  waiting_.push_back(ticket);
  const auto is_my_turn = [this, ticket] {
    return closed_ || (waiting_.front() == ticket && running_ < options_.running_max);
  };
  const bool in_time = changed_.wait_for(lock, stop, options_.wait_max, is_my_turn);
  Forget(ticket);
  if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "The caller went away"};
  if (closed_) return Stopping();
  if (!in_time) return Full("The run had to wait too long");
  ++running_;
  return Slot(*this);
}

void RunQueue::Forget(std::uint64_t ticket) {
  std::erase(waiting_, ticket);
  changed_.notify_all();
}

void RunQueue::Leave() {
  const std::scoped_lock lock(mutex_);
  --running_;
  changed_.notify_all();
}

void RunQueue::Close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

bool RunQueue::WaitUntilEmpty(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [this] { return running_ == 0; });
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
