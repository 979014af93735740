#include "execution/holder_pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.h"

namespace code_runner::execution {

HolderPool::HolderPool(docker::Client& docker, SandboxNetwork& network, ContainerLauncher& launcher,
                       SandboxPolicy policy, HolderPoolOptions options)
    : docker_(docker), network_(network), launcher_(launcher), policy_(std::move(policy)), options_(options) {}

void HolderPool::Start() {
  recycler_ = std::jthread([this](const std::stop_token& stop) { RecycleLoop(stop); });
  maker_ = std::jthread([this](const std::stop_token& stop) { MakeLoop(stop); });
}

void HolderPool::Stop() {
  for (std::jthread* thread : {&recycler_, &maker_}) thread->request_stop();
  for (std::jthread* thread : {&recycler_, &maker_}) {
    if (thread->joinable()) thread->join();
  }
  std::list<Idle> idle;  // both end outside the lock
  std::deque<Returned> returned;
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  idle.swap(idle_);
  returned.swap(returned_);
  counts_.leased -= returned.size();
  returning_ = 0;
  changed_.notify_all();
}

Result<NetworkLease> HolderPool::Lease(const std::string& image_id, const std::stop_token& stop) {
  {
    const std::scoped_lock lock(mutex_);
    image_id_ = image_id;
    last_asked_ = Clock::now();
  }
  Holder holder = TakeIdle(stop);
  if (!holder) {
    Result<Holder> made = Make(image_id, stop);
    if (!made) return std::move(made).error();
    holder = *std::move(made);
  }
  const std::scoped_lock lock(mutex_);
  if (holder->Leases() > 0) ++counts_.reused;
  holder->CountLease();
  ++counts_.leased;
  changed_.notify_all();
  return NetworkLease(*this, std::move(holder));
}

// One that nothing has come to while it was idle, such as what is still sent to an earlier owner of its address.
HolderPool::Holder HolderPool::TakeIdle(const std::stop_token& stop) {
  const Clock::time_point deadline = Clock::now() + options_.return_wait;
  while (true) {
    std::unique_lock lock(mutex_);
    ++expecting_;
    changed_.wait_until(lock, stop, deadline, [this] { return !idle_.empty() || returning_ < expecting_; });
    --expecting_;
    if (idle_.empty()) return nullptr;
    Holder holder = std::move(idle_.front().holder);
    idle_.pop_front();
    lock.unlock();
    const Result<bool> unchanged = holder->IsUnchanged(Clock::now() + options_.check_timeout, stop);
    if (unchanged && *unchanged) return holder;
    lock.lock();
    ++counts_.discarded;
    lock.unlock();
  }
}

Result<HolderPool::Holder> HolderPool::Make(const std::string& image_id, const std::stop_token& stop) {
  const Result<std::string> network_id = network_.Ensure();
  if (!network_id) return network_id.error();
  Result<Sandbox> container = launcher_.Launch(MakeHolderSpec(image_id, policy_, *network_id), {}, stop);
  if (!container) {
    if (container.error().code == ErrorCode::kConflict) network_.Invalidate();
    return std::move(container).error();
  }
  auto holder = std::make_unique<NetworkHolder>(*std::move(container));
  if (const Result<bool> answers = holder->IsUnchanged(Clock::now() + options_.check_timeout, stop); !answers) {
    return answers.error();
  }
  const std::scoped_lock lock(mutex_);
  ++counts_.created;
  return holder;
}

void HolderPool::Return(Holder holder, std::string user) {
  const std::scoped_lock lock(mutex_);
  if (stopped_) {
    --counts_.leased;
    return;
  }
  returned_.push_back({std::move(holder), std::move(user)});
  ++returning_;
  changed_.notify_all();
}

void HolderPool::RecycleLoop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait(lock, stop, [this] { return !returned_.empty(); });
    if (returned_.empty()) return;
    Returned returned = std::move(returned_.front());
    returned_.pop_front();
    lock.unlock();
    const char* const why_not = WhyNotAgain(returned, stop);
    if (why_not != nullptr) {
      Log(LogLevel::kDebug, "network_holder_discarded", {{"because", why_not}});
      returned.holder.reset();
    }
    lock.lock();
    --returning_;
    --counts_.leased;
    if (why_not == nullptr) {
      idle_.push_front({std::move(returned.holder), Clock::now()});
    } else {
      ++counts_.discarded;
    }
    changed_.notify_all();
  }
}

const char* HolderPool::WhyNotAgain(Returned& returned, const std::stop_token& stop) {
  NetworkHolder& holder = *returned.holder;
  if (holder.Leases() >= options_.leases_max || Clock::now() - holder.Created() >= options_.age_max) return "old";
  if (!returned.user.empty() && !docker_.AwaitRemoval(returned.user, options_.removal_timeout, stop)) {
    return "its sandbox may not have ended";
  }
  const Result<bool> unchanged = holder.IsUnchanged(Clock::now() + options_.check_timeout, stop);
  if (!unchanged) return "it does not answer";
  return *unchanged ? nullptr : "its network was used";
}

void HolderPool::MakeLoop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait_until(lock, stop, Clock::now() + options_.look_interval, [this] { return LacksSpare(); });
    std::list<Idle> surplus = TakeSurplus();
    if (LacksSpare() && !stop.stop_requested()) MakeSpare(lock, stop);
    lock.unlock();
    surplus.clear();
    lock.lock();
  }
}

void HolderPool::MakeSpare(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  const std::string image_id = image_id_;
  lock.unlock();
  Result<Holder> made = Make(image_id, stop);
  lock.lock();
  if (made) {
    idle_.push_front({*std::move(made), Clock::now()});
    changed_.notify_all();
    return;
  }
  if (stop.stop_requested()) return;
  ++counts_.failed;
  next_attempt_ = Clock::now() + options_.failure_pause;
  // Whoever asks next has an image that exists.
  if (made.error().code == ErrorCode::kNotFound) image_id_.clear();
  Log(LogLevel::kWarning, "network_holder_not_made", {{"error", made.error().LogText()}});
}

bool HolderPool::LacksSpare() const {
  const Clock::time_point now = Clock::now();
  return !image_id_.empty() && now >= next_attempt_ && now - last_asked_ < options_.idle_timeout &&
         idle_.size() + returning_ < options_.spare;
}

// The dead, and what nobody has wanted for long.
std::list<HolderPool::Idle> HolderPool::TakeSurplus() {
  std::list<Idle> surplus;
  const Clock::time_point unwanted = Clock::now() - options_.idle_timeout;
  for (auto it = idle_.begin(); it != idle_.end();) {
    const auto next = std::next(it);
    const bool unneeded = idle_.size() > options_.idle_max || (idle_.size() > options_.spare && it->since < unwanted);
    if (unneeded || !it->holder->IsAlive()) surplus.splice(surplus.end(), idle_, it);
    it = next;
  }
  counts_.discarded += surplus.size();
  return surplus;
}

HolderCounts HolderPool::Counts() const {
  const std::scoped_lock lock(mutex_);
  HolderCounts counts = counts_;
  counts.idle = idle_.size();
  return counts;
}

}  // namespace code_runner::execution
