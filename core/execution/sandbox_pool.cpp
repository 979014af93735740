#include "execution/sandbox_pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.h"

namespace code_runner::execution {
namespace {

constexpr std::size_t kShapesMax = 256;
constexpr int kHalfLivesOfIdleTimeout = 4;

// What a sandbox that waits is counted with: agent and waiting interpreter, at most its limit, and what the engine has
// running for each container.
constexpr std::uint64_t kWaitingBytesMax = 64 << 20;
constexpr std::uint64_t kEngineBytes = 16 << 20;

// What the engine keeps busy while it makes a container.
constexpr std::size_t kProcessorsOfARefill = 2;

std::uint64_t CountedBytes(const SandboxShape& shape) {
  return std::min(shape.memory_bytes, kWaitingBytesMax) + kEngineBytes;
}

}  // namespace

SandboxPool::SandboxPool(SandboxFactory& factory, SandboxPoolOptions options)
    : factory_(factory), options_(options), runs_(options.patience, [this] { OnRunEnd(); }) {}

void SandboxPool::OnRunEnd() {
  const std::scoped_lock lock(mutex_);
  changed_.notify_one();
}

void SandboxPool::Start() {
  for (std::size_t i = 0; i < std::max<std::size_t>(options_.refills_max, 1); ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { RefillLoop(stop); });
  }
}

void SandboxPool::Stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
  std::list<Sandbox> dropped;  // ends outside the lock, here and below
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  for (auto& [shape, shelf] : shelves_) dropped.splice(dropped.end(), shelf.waiting);
}

void SandboxPool::Keep(const SandboxShape& shape, std::size_t count) {
  std::list<Sandbox> dropped;
  const std::scoped_lock lock(mutex_);
  for (auto& [other, shelf] : shelves_) {
    if (other.runtime_id != shape.runtime_id || shelf.floor == 0 || other == shape) continue;
    shelf.floor = 0;
    if (other.image_id == shape.image_id) continue;
    for (auto& [with_image, of_image] : shelves_) {
      if (with_image.image_id != other.image_id) continue;
      dropped.splice(dropped.end(), of_image.waiting);
      of_image.demand = Demand(options_.burst, options_.idle_timeout / kHalfLivesOfIdleTimeout);
    }
  }
  Shelf& shelf = ShelfOf(shape);
  shelf.floor = count;
  shelf.next_attempt = {};
  Plan();
  while (shelf.waiting.size() > shelf.target) dropped.splice(dropped.end(), shelf.waiting, shelf.waiting.begin());
  changed_.notify_all();
}

Result<SandboxLease> SandboxPool::Acquire(const SandboxShape& shape, const std::stop_token& stop) {
  YoungRuns::Mark run = runs_.Begin();  // before it is a reason to refill
  {
    const std::scoped_lock lock(mutex_);
    ShelfOf(shape).demand.Note(Clock::now());
  }
  while (std::optional<Sandbox> sandbox = TakeWaiting(shape)) {
    const bool is_waiting = sandbox->IsWaiting();
    const std::scoped_lock lock(mutex_);
    ++(is_waiting ? counts_.warm : counts_.dead);
    if (is_waiting) return SandboxLease{*std::move(sandbox), StartKind::kWarm, std::move(run)};
  }
  if (std::optional<Sandbox> sandbox = AwaitHandOver(shape, stop)) {
    return SandboxLease{*std::move(sandbox), StartKind::kWarm, std::move(run)};
  }
  Result<Sandbox> sandbox = MakeCold(shape, stop);
  if (!sandbox) return std::move(sandbox).error();
  return SandboxLease{*std::move(sandbox), StartKind::kCold, std::move(run)};
}

std::optional<Sandbox> SandboxPool::TakeWaiting(const SandboxShape& shape) {
  const std::scoped_lock lock(mutex_);
  changed_.notify_one();
  const auto found = shelves_.find(shape);
  if (found == shelves_.end() || found->second.waiting.empty()) return std::nullopt;
  Shelf& shelf = found->second;
  std::optional<Sandbox> sandbox(std::move(shelf.waiting.front()));
  shelf.waiting.pop_front();
  return sandbox;
}

// A refill that is under way and nobody's has begun earlier than a sandbox of the caller's own would.
std::optional<Sandbox> SandboxPool::AwaitHandOver(const SandboxShape& shape, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto found = shelves_.find(shape);
  if (found == shelves_.end()) return std::nullopt;
  Shelf& shelf = found->second;
  if (shelf.making <= shelf.expecting.size()) return std::nullopt;
  HandOver self;
  shelf.expecting.push_back(&self);
  self.woken.wait_for(lock, stop, options_.hand_over_wait, [&] { return self.sandbox || self.failed; });
  std::erase(shelf.expecting, &self);
  if (self.sandbox) ++counts_.handed_over;
  return std::move(self.sandbox);
}

Result<Sandbox> SandboxPool::MakeCold(const SandboxShape& shape, const std::stop_token& stop) {
  {
    const std::scoped_lock lock(mutex_);
    ++cold_;
  }
  Result<Sandbox> sandbox = factory_.Create(shape, stop);
  {
    const std::scoped_lock lock(mutex_);
    --cold_;
    if (sandbox) ++counts_.cold;
    changed_.notify_one();
  }
  return sandbox;
}

Shelf& SandboxPool::ShelfOf(const SandboxShape& shape) {
  const auto found = shelves_.find(shape);
  if (found != shelves_.end()) return found->second;
  if (shelves_.size() >= kShapesMax) ForgetLeastAsked();
  const Demand nothing(options_.burst, options_.idle_timeout / kHalfLivesOfIdleTimeout);
  return shelves_.emplace(shape, nothing).first->second;
}

void SandboxPool::ForgetLeastAsked() {
  auto least = shelves_.end();
  for (auto it = shelves_.begin(); it != shelves_.end(); ++it) {
    if (it->second.floor > 0 || !it->second.IsIdle()) continue;
    if (least == shelves_.end() || it->second.demand.LastAsked() < least->second.demand.LastAsked()) least = it;
  }
  if (least != shelves_.end()) shelves_.erase(least);
}

std::size_t SandboxPool::Waiting(const SandboxShape& shape) const {
  const std::scoped_lock lock(mutex_);
  const auto shelf = shelves_.find(shape);
  return shelf == shelves_.end() ? 0 : shelf->second.waiting.size();
}

PoolCounts SandboxPool::Counts() const {
  const std::scoped_lock lock(mutex_);
  PoolCounts counts = counts_;
  for (const auto& [shape, shelf] : shelves_) {
    counts.waiting[shape.runtime_id] += shelf.waiting.size();
    counts.missing += shelf.target - std::min(shelf.target, shelf.Stock());
    counts.expecting += shelf.expecting.size();
  }
  counts.shapes = shelves_.size();
  counts.making = making_;
  return counts;
}

void SandboxPool::RefillLoop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    std::list<Sandbox> dropped;
    if (Clock::now() >= next_look_) dropped = TidyUp();
    Plan();
    if (const std::optional<SandboxShape> shape = NextShort()) {
      Refill(lock, *shape, stop);
    } else {
      // Whatever was noted since the plan above is a reason to look again.
      const Clock::time_point until = NextLook();
      changed_.wait_until(lock, stop, until, [&] {
        Plan();
        return NextShort().has_value() || NextLook() < until;
      });
    }
    lock.unlock();
    dropped.clear();
    lock.lock();
  }
}

void SandboxPool::Refill(std::unique_lock<std::mutex>& lock, const SandboxShape& shape, const std::stop_token& stop) {
  Shelf& shelf = shelves_.at(shape);  // stays while it is counted as making
  ++shelf.making;
  ++making_;
  held_until_.reset();
  lock.unlock();
  {
    Result<Sandbox> sandbox = MakeReady(shape, stop);
    lock.lock();
    --shelf.making;
    --making_;
    if (sandbox) {
      ++(Store(shelf, *sandbox) ? counts_.refilled : counts_.dropped);
    } else {
      if (!stop.stop_requested()) NoteFailure(shape, shelf, sandbox.error());
      DisappointOne(shelf);
    }
    changed_.notify_one();
    lock.unlock();
  }
  lock.lock();
}

// Whoever counted on a refill that has failed.
void SandboxPool::DisappointOne(Shelf& shelf) {
  if (shelf.expecting.size() <= shelf.making) return;
  HandOver& last = *shelf.expecting.back();
  shelf.expecting.pop_back();
  last.failed = true;
  last.woken.notify_one();
}

Result<Sandbox> SandboxPool::MakeReady(const SandboxShape& shape, const std::stop_token& stop) {
  Result<Sandbox> sandbox = factory_.Create(shape, stop, SandboxFactory::Prestart::kYes);
  if (!sandbox) return sandbox;
  if (Status ready = sandbox->AwaitReady(Clock::now() + options_.ready_timeout, stop); !ready) {
    return std::move(ready).error();
  }
  return sandbox;
}

std::optional<SandboxShape> SandboxPool::NextShort() {
  if (making_ > 0 && making_ + cold_ >= options_.refills_max) return std::nullopt;
  const Clock::time_point now = Clock::now();
  const Shelves::value_type* next = FindShortest(now);
  if (next == nullptr) held_until_.reset();
  if (next == nullptr || IsHeldBack(now)) return std::nullopt;
  return next->first;
}

// Not for longer than the patience, however many runs begin meanwhile.
bool SandboxPool::IsHeldBack(Clock::time_point now) {
  const std::size_t runs = runs_.Count(now);
  const bool is_free = runs == 0 || runs + kProcessorsOfARefill * (making_ + 1) <= options_.processors;
  if (!is_free && !held_until_) held_until_ = now + options_.patience;
  return !is_free && now < *held_until_;
}

// Of the shelves that are due, the one that has the smallest part of what it should have.
const SandboxPool::Shelves::value_type* SandboxPool::FindShortest(Clock::time_point now) const {
  const Shelves::value_type* next = nullptr;
  const auto part = [](const Shelf& shelf) {
    return static_cast<double>(shelf.Stock()) / static_cast<double>(shelf.target);
  };
  for (const Shelves::value_type& item : shelves_) {
    const Shelf& shelf = item.second;
    if (shelf.Stock() >= shelf.target || shelf.next_attempt > now) continue;
    if (next == nullptr || part(shelf) < part(next->second)) next = &item;
  }
  return next;
}

SandboxPool::Clock::time_point SandboxPool::NextLook() const {
  const Clock::time_point now = Clock::now();
  Clock::time_point next = std::max(next_look_, now);
  if (held_until_ && *held_until_ > now) next = std::min(next, *held_until_);
  for (const auto& [shape, shelf] : shelves_) {
    if (shelf.next_attempt > now) next = std::min(next, shelf.next_attempt);
  }
  return next;
}

void SandboxPool::Plan() {
  const Clock::time_point now = Clock::now();
  std::vector<ShapeWish> wishes;
  for (const auto& [shape, shelf] : shelves_) {
    const bool forgotten = now - shelf.demand.LastAsked() >= options_.idle_timeout;
    wishes.push_back(
        {shelf.floor, forgotten ? 0 : shelf.demand.Wanted(now), CountedBytes(shape), shelf.demand.LastAsked()});
  }
  const std::vector<std::size_t> targets = PlanPool(wishes, options_.bounds);
  std::size_t index = 0;
  for (auto& [shape, shelf] : shelves_) shelf.target = targets[index++];
}

std::list<Sandbox> SandboxPool::TidyUp() {
  next_look_ = Clock::now() + options_.check_interval;
  Plan();
  std::list<Sandbox> taken;
  for (auto it = shelves_.begin(); it != shelves_.end();) {
    const auto next = std::next(it);
    Shelf& shelf = it->second;
    for (auto sandbox = shelf.waiting.begin(); sandbox != shelf.waiting.end();) {
      const auto following = std::next(sandbox);
      const bool dead = !sandbox->IsWaiting();
      if (dead || shelf.waiting.size() > shelf.target) {
        ++(dead ? counts_.dead : counts_.dropped);
        taken.splice(taken.end(), shelf.waiting, sandbox);
      }
      sandbox = following;
    }
    const bool forgotten = Clock::now() - shelf.demand.LastAsked() >= options_.idle_timeout;
    if (forgotten && shelf.floor == 0 && shelf.IsIdle()) shelves_.erase(it);
    it = next;
  }
  return taken;
}

bool SandboxPool::Store(Shelf& shelf, Sandbox& sandbox) {
  shelf.pause = {};
  shelf.logged_failure.clear();
  if (!shelf.expecting.empty()) {
    HandOver& next = *shelf.expecting.front();
    shelf.expecting.pop_front();
    next.sandbox.emplace(std::move(sandbox));
    next.woken.notify_one();
    return true;
  }
  Plan();
  if (stopped_ || shelf.waiting.size() >= shelf.target) return false;
  shelf.waiting.push_back(std::move(sandbox));
  return true;
}

void SandboxPool::NoteFailure(const SandboxShape& shape, Shelf& shelf, const Error& error) {
  ++counts_.failed;
  const bool engine_is_away = error.code == ErrorCode::kDockerUnreachable;
  shelf.pause =
      engine_is_away ? options_.pause_min : std::clamp(2 * shelf.pause, options_.pause_min, options_.pause_max);
  shelf.next_attempt = Clock::now() + shelf.pause;
  // The image is gone: who asks again will ask with another.
  if (error.code == ErrorCode::kNotFound && shelf.floor == 0) {
    shelf.demand = Demand(options_.burst, options_.idle_timeout / kHalfLivesOfIdleTimeout);
  }
  if (shelf.logged_failure == error.LogText()) return;
  shelf.logged_failure = error.LogText();
  Log(LogLevel::kWarning, "pool_not_refilled", {{"runtime", shape.runtime_id}, {"error", error.LogText()}});
}

}  // namespace code_runner::execution
