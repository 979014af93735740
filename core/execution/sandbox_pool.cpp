#include "execution/sandbox_pool.h"

#include <optional>
#include <utility>

#include "base/log.h"

namespace code_runner::execution {
namespace {

constexpr std::chrono::seconds kReadyTimeout{15};
constexpr std::chrono::seconds kPauseAfterFailure{2};
// Sandboxes that wait are looked at this often, so that the pool is whole again soon after a restart of the engine.
constexpr std::chrono::seconds kCheckInterval{2};

}  // namespace

void SandboxPool::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { RefillLoop(stop); });
}

void SandboxPool::Stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  const std::scoped_lock lock(mutex_);
  shelves_.clear();
}

void SandboxPool::Keep(const SandboxShape& shape, std::size_t count) {
  std::map<SandboxShape, Shelf> dropped;  // ends outside the lock
  const std::scoped_lock lock(mutex_);
  for (auto it = shelves_.begin(); it != shelves_.end();) {
    const auto next = std::next(it);
    if (it->first.runtime_id == shape.runtime_id && it->first != shape) dropped.insert(shelves_.extract(it));
    it = next;
  }
  shelves_[shape].wanted = count;
  changed_.notify_all();
}

Result<SandboxLease> SandboxPool::Acquire(const SandboxShape& shape) {
  while (std::optional<Sandbox> sandbox = TakeWaiting(shape)) {
    if (sandbox->IsWaiting()) return SandboxLease{*std::move(sandbox), StartKind::kWarm};
  }
  Result<Sandbox> sandbox = factory_.Create(shape);
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

void SandboxPool::RefillLoop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const SandboxShape* shape = NextShort();
    if (shape == nullptr) {
      changed_.wait_for(lock, stop, kCheckInterval, [this] { return NextShort() != nullptr; });
      for (auto& [key, shelf] : shelves_) {
        shelf.waiting.remove_if([](Sandbox& sandbox) { return !sandbox.IsWaiting(); });
      }
      continue;
    }
    const SandboxShape wanted = *shape;
    lock.unlock();
    const bool refilled = Refill(wanted);
    lock.lock();
    if (!refilled) changed_.wait_for(lock, stop, kPauseAfterFailure, [] { return false; });
  }
}

const SandboxShape* SandboxPool::NextShort() const {
  for (const auto& [shape, shelf] : shelves_) {
    if (shelf.waiting.size() < shelf.wanted) return &shape;
  }
  return nullptr;
}

bool SandboxPool::Refill(const SandboxShape& shape) {
  Result<Sandbox> sandbox = factory_.Create(shape);
  Status ready =
      sandbox ? sandbox->AwaitReady(std::chrono::steady_clock::now() + kReadyTimeout) : Status(sandbox.error());
  if (!ready) {
    Log(LogLevel::kWarning, "pool_not_refilled", {{"runtime", shape.runtime_id}, {"error", ready.error().LogText()}});
    return false;
  }
  const std::scoped_lock lock(mutex_);
  const auto shelf = shelves_.find(shape);
  if (shelf != shelves_.end()) shelf->second.waiting.push_back(*std::move(sandbox));
  return true;
}

}  // namespace code_runner::execution
