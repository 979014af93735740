#include "execution/sandbox_pool.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace code_runner::execution {

void SandboxPool::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { RefillLoop(stop); });
}

void SandboxPool::Stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  Shelves dropped;  // ends outside the lock, here and below
  const std::scoped_lock lock(mutex_);
  dropped.swap(shelves_);
}

void SandboxPool::Keep(const SandboxShape& shape, std::size_t count) {
  Shelves dropped;
  std::list<Sandbox> surplus;
  const std::scoped_lock lock(mutex_);
  for (auto it = shelves_.begin(); it != shelves_.end();) {
    const auto next = std::next(it);
    if (it->first.runtime_id == shape.runtime_id && it->first != shape) dropped.insert(shelves_.extract(it));
    it = next;
  }
  Shelf& shelf = shelves_[shape];
  shelf.wanted = count;
  shelf.next_attempt = {};
  while (shelf.waiting.size() > count) surplus.splice(surplus.end(), shelf.waiting, shelf.waiting.begin());
  changed_.notify_all();
}

Result<SandboxLease> SandboxPool::Acquire(const SandboxShape& shape, const std::stop_token& stop) {
  while (std::optional<Sandbox> sandbox = TakeWaiting(shape)) {
    if (sandbox->IsWaiting()) return SandboxLease{*std::move(sandbox), StartKind::kWarm};
  }
  Result<Sandbox> sandbox = factory_.Create(shape, stop);
  if (!sandbox) return std::move(sandbox).error();
  return SandboxLease{*std::move(sandbox), StartKind::kCold};
}

std::optional<Sandbox> SandboxPool::TakeWaiting(const SandboxShape& shape) {
  const std::scoped_lock lock(mutex_);
  const auto shelf = shelves_.find(shape);
  if (shelf == shelves_.end() || shelf->second.waiting.empty()) return std::nullopt;
  std::optional<Sandbox> sandbox(std::move(shelf->second.waiting.front()));
  shelf->second.waiting.pop_front();
  changed_.notify_all();
  return sandbox;
}

std::size_t SandboxPool::Waiting(const SandboxShape& shape) const {
  const std::scoped_lock lock(mutex_);
  const auto shelf = shelves_.find(shape);
  return shelf == shelves_.end() ? 0 : shelf->second.waiting.size();
}

void SandboxPool::RefillLoop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (const SandboxShape* next = NextShort()) {
      const SandboxShape shape = *next;
      lock.unlock();
      Result<Sandbox> sandbox = MakeReady(shape, stop);
      if (sandbox) {
        Store(shape, *std::move(sandbox));
      } else if (!stop.stop_requested()) {
        NoteFailure(shape, sandbox.error());
      }
    } else {
      changed_.wait_until(lock, stop, NextLook(), [this] { return NextShort() != nullptr; });
      std::list<Sandbox> dead = TakeDead();
      lock.unlock();
      dead.clear();
    }
    lock.lock();
  }
}

// The emptiest shelf that is due.
const SandboxShape* SandboxPool::NextShort() const {
  const Shelves::value_type* next = nullptr;
  for (const Shelves::value_type& item : shelves_) {
    const Shelf& shelf = item.second;
    if (shelf.waiting.size() >= shelf.wanted || shelf.next_attempt > Clock::now()) continue;
    if (next == nullptr || shelf.waiting.size() < next->second.waiting.size()) next = &item;
  }
  return next == nullptr ? nullptr : &next->first;
}

SandboxPool::Clock::time_point SandboxPool::NextLook() const {
  const Clock::time_point now = Clock::now();
  Clock::time_point next = now + options_.check_interval;
  for (const auto& [shape, shelf] : shelves_) {
    if (shelf.next_attempt > now) next = std::min(next, shelf.next_attempt);
  }
  return next;
}

std::list<Sandbox> SandboxPool::TakeDead() {
  std::list<Sandbox> dead;
  for (auto& [shape, shelf] : shelves_) {
    for (auto it = shelf.waiting.begin(); it != shelf.waiting.end();) {
      const auto next = std::next(it);
      if (!it->IsWaiting()) dead.splice(dead.end(), shelf.waiting, it);
      it = next;
    }
  }
  return dead;
}

Result<Sandbox> SandboxPool::MakeReady(const SandboxShape& shape, const std::stop_token& stop) {
  Result<Sandbox> sandbox = factory_.Create(shape, stop, SandboxFactory::Prestart::kYes);
  if (!sandbox) return sandbox;
  if (Status ready = sandbox->AwaitReady(Clock::now() + options_.ready_timeout, stop); !ready) {
    return std::move(ready).error();
  }
  return sandbox;
}

void SandboxPool::Store(const SandboxShape& shape, Sandbox sandbox) {
  const std::scoped_lock lock(mutex_);
  const auto found = shelves_.find(shape);
  if (found == shelves_.end() || found->second.waiting.size() >= found->second.wanted) return;
  Shelf& shelf = found->second;
  shelf.waiting.push_back(std::move(sandbox));
  shelf.pause = {};
  shelf.logged_failure.clear();
}

void SandboxPool::NoteFailure(const SandboxShape& shape, const Error& error) {
  const std::scoped_lock lock(mutex_);
  const auto found = shelves_.find(shape);
  if (found == shelves_.end()) return;
  Shelf& shelf = found->second;
  shelf.pause = std::clamp(2 * shelf.pause, options_.pause_min, options_.pause_max);
  shelf.next_attempt = Clock::now() + shelf.pause;
  if (shelf.logged_failure == error.LogText()) return;
  shelf.logged_failure = error.LogText();
  Log(LogLevel::kWarning, "pool_not_refilled", {{"runtime", shape.runtime_id}, {"error", error.LogText()}});
}

}  // namespace code_runner::execution
