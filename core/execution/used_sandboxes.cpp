#include "execution/used_sandboxes.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace code_runner::execution {

void UsedSandboxes::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { CheckLoop(stop); });
}

void UsedSandboxes::Stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  Entries dropped;  // ends outside the lock, here and below
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  dropped.swap(entries_);
}

std::optional<Sandbox> UsedSandboxes::Take(const SandboxShape& shape, const std::string& caller,
                                           const std::stop_token& stop) {
  const std::string owner = OwnerOf(shape, caller);
  while (true) {
    Entries taken;
    Entries dead;
    Pick(shape, owner, taken, dead);
    if (taken.empty()) return std::nullopt;
    Sandbox& sandbox = taken.front().sandbox;
    if (sandbox.AwaitReady(Clock::now() + options_.renewal_timeout, stop).ok()) return std::move(sandbox);
    if (stop.stop_requested()) return std::nullopt;
  }
}

void UsedSandboxes::Put(const SandboxShape& shape, const std::string& caller, Sandbox sandbox) {
  const auto age = std::chrono::system_clock::now() - sandbox.Created();
  if (options_.reuse == SandboxReuse::kNever || !sandbox.TakesAnother()) return;
  if (sandbox.Runs() + 1 >= options_.runs_max || age >= options_.age_max) return;
  if (Status renewed = sandbox.Renew(Clock::now() + options_.renewal_timeout); !renewed) {
    Log(LogLevel::kWarning, "sandbox_not_renewed", {{"error", renewed.error().LogText()}});
    return;
  }
  Entries surplus;
  const std::scoped_lock lock(mutex_);
  entries_.push_back({shape, OwnerOf(shape, caller), std::move(sandbox), Clock::now()});
  const std::size_t most = stopped_ ? 0 : options_.sandboxes_max;
  while (entries_.size() > most) surplus.splice(surplus.end(), entries_, entries_.begin());
}

std::size_t UsedSandboxes::Waiting() const {
  const std::scoped_lock lock(mutex_);
  return entries_.size();
}

std::string UsedSandboxes::OwnerOf(const SandboxShape& shape, const std::string& caller) const {
  return options_.reuse == SandboxReuse::kAnyCaller && !shape.network ? "" : caller;
}

// The one that was used last of those that are ready, so that the others get old and go; else the one that has been
// preparing itself for longest.
void UsedSandboxes::Pick(const SandboxShape& shape, const std::string& owner, Entries& taken, Entries& dead) {
  const std::scoped_lock lock(mutex_);
  auto best = entries_.end();
  for (auto it = entries_.end(); it != entries_.begin();) {
    const auto entry = --it;
    if (entry->owner != owner || entry->shape != shape) continue;
    const Result<bool> ready = entry->sandbox.PollReady();
    if (!ready) {
      ++it;
      dead.splice(dead.end(), entries_, entry);
      continue;
    }
    best = entry;
    if (*ready) break;
  }
  if (best != entries_.end()) taken.splice(taken.end(), entries_, best);
}

void UsedSandboxes::CheckLoop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    stopping_.wait_for(lock, stop, options_.check_interval, [] { return false; });
    Entries expired = TakeExpired();
    lock.unlock();
    expired.clear();
    lock.lock();
  }
}

UsedSandboxes::Entries UsedSandboxes::TakeExpired() {
  Entries expired;
  const auto now = Clock::now();
  for (auto it = entries_.begin(); it != entries_.end();) {
    const auto entry = it++;
    const bool good = now - entry->since < options_.idle_max && entry->sandbox.PollReady().ok();
    if (!good) expired.splice(expired.end(), entries_, entry);
  }
  return expired;
}

}  // namespace code_runner::execution
