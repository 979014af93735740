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

UsedSandboxes::Taken UsedSandboxes::Take(const SandboxWish& wish, const std::stop_token& stop) {
  if (options_.reuse == SandboxReuse::kNever) return {};
  const Kind kind = KindOf(wish);
  const Clock::time_point deadline = Clock::now() + options_.return_wait_max;
  while (true) {
    Taken taken = TakeOrAwait(kind, wish.prestart, deadline, stop);
    if (!taken.sandbox) return taken;
    const Status ready = taken.sandbox->AwaitReady(Clock::now() + options_.renewal_timeout, stop);
    if (ready.ok()) return taken;
    if (ready.error().code != ErrorCode::kCancelled) continue;
    Shelve(kind, wish.prestart, *std::exchange(taken.sandbox, std::nullopt));
    return taken;
  }
}

UsedSandboxes::Taken UsedSandboxes::TakeOrAwait(const Kind& kind, bool prestart, Clock::time_point deadline,
                                                const std::stop_token& stop) {
  Entries taken;
  Entries dead;
  HandOver self;
  std::unique_lock lock(mutex_);
  Pick(kind, prestart, taken, dead);
  if (!taken.empty()) return {std::move(taken.front().sandbox), Begin(kind)};
  if (const auto out = out_.find(kind); out != out_.end()) AwaitHandOver(lock, out->second, self, deadline, stop);
  if (self.sandbox) return {std::move(self.sandbox), Loan(*this, kind)};
  return {std::nullopt, Begin(kind)};
}

void UsedSandboxes::AwaitHandOver(std::unique_lock<std::mutex>& lock, Out& out, HandOver& self,
                                  Clock::time_point deadline, const std::stop_token& stop) const {
  out.expecting.push_back(&self);
  const Clock::time_point begin = Clock::now();
  const auto is_over = [&] { return self.sandbox || out.count < options_.busy; };
  while (!is_over() && !stop.stop_requested()) {
    const Clock::time_point progress = std::max(begin, out.last_return);
    const Clock::time_point until = std::min(deadline, progress + options_.patience);
    if (Clock::now() >= until) break;
    self.woken.wait_until(lock, stop, until, [&] { return is_over() || out.last_return > progress; });
  }
  std::erase(out.expecting, &self);
}

void UsedSandboxes::Put(const SandboxWish& wish, Sandbox sandbox) {
  const auto age = std::chrono::system_clock::now() - sandbox.Created();
  if (options_.reuse == SandboxReuse::kNever || !sandbox.TakesAnother()) return;
  if (sandbox.Runs() + 1 >= options_.runs_max || age >= options_.age_max) return;
  if (Status renewed = sandbox.Renew(wish.prestart, Clock::now() + options_.renewal_timeout); !renewed) {
    Log(LogLevel::kWarning, "sandbox_not_renewed", {{"error", renewed.error().LogText()}});
    return;
  }
  Shelve(KindOf(wish), wish.prestart, std::move(sandbox));
}

void UsedSandboxes::Shelve(const Kind& kind, bool prestart, Sandbox sandbox) {
  Entries surplus;
  const std::scoped_lock lock(mutex_);
  if (Give(kind, sandbox)) return;
  entries_.push_back({kind, prestart, std::move(sandbox), Clock::now()});
  const std::size_t most = stopped_ ? 0 : options_.sandboxes_max;
  while (entries_.size() > most) surplus.splice(surplus.end(), entries_, entries_.begin());
}

bool UsedSandboxes::Give(const Kind& kind, Sandbox& sandbox) {
  const auto out = out_.find(kind);
  if (out == out_.end() || out->second.expecting.empty()) return false;
  HandOver& first = *out->second.expecting.front();
  out->second.expecting.pop_front();
  ++out->second.count;  // here, so that what the other one waits with stays
  first.sandbox.emplace(std::move(sandbox));
  first.woken.notify_one();
  return true;
}

UsedSandboxes::Loan UsedSandboxes::Begin(const Kind& kind) {
  ++out_[kind].count;
  return {*this, kind};
}

void UsedSandboxes::End(const Kind& kind) {
  const std::scoped_lock lock(mutex_);
  const auto out = out_.find(kind);
  out->second.last_return = Clock::now();
  for (HandOver* waiting : out->second.expecting) waiting->woken.notify_one();
  if (--out->second.count == 0 && out->second.expecting.empty()) out_.erase(out);
}

std::size_t UsedSandboxes::Waiting() const {
  const std::scoped_lock lock(mutex_);
  return entries_.size();
}

UsedSandboxes::Kind UsedSandboxes::KindOf(const SandboxWish& wish) const {
  const bool is_anybodys = options_.reuse == SandboxReuse::kAnyCaller && !wish.shape.network;
  return {wish.shape, is_anybodys ? "" : wish.caller};
}

// The one that was used last of those that are ready, so that the others get old and go; a prepared one before the
// others if that is of use. When none is ready, the one that has been preparing itself for longest.
void UsedSandboxes::Pick(const Kind& kind, bool prestart, Entries& taken, Entries& dead) {
  auto best = entries_.end();
  bool best_is_ready = false;
  for (auto it = entries_.end(); it != entries_.begin();) {
    const auto entry = --it;
    if (entry->kind != kind) continue;
    const Result<bool> ready = entry->sandbox.PollReady();
    if (!ready) {
      ++it;
      dead.splice(dead.end(), entries_, entry);
      continue;
    }
    if (*ready && entry->prestart == prestart) {
      best = entry;
      break;
    }
    if (!best_is_ready) best = entry;
    best_is_ready |= *ready;
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
