#include "execution/sandbox_reaper.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "base/log.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {
namespace {

std::string MakePrefix() {
  std::random_device random;
  return std::to_string(random()) + "-" + std::to_string(random()) + "-";
}

}  // namespace

SandboxReaper::SandboxReaper(docker::Client& docker, ReaperOptions options)
    : docker_(docker), options_(std::move(options)), claim_prefix_(MakePrefix()) {}

SandboxReaper::~SandboxReaper() {
  Stop();
}

void SandboxReaper::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void SandboxReaper::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, options_.stop_timeout, [this] { return ended_; });
  }
  giving_up_.request_stop();
  thread_.join();
}

std::string SandboxReaper::Claim() {
  const std::scoped_lock lock(mutex_);
  return *claims_.insert(claim_prefix_ + std::to_string(++claim_count_)).first;
}

void SandboxReaper::Release(const std::string& claim) {
  const std::scoped_lock lock(mutex_);
  claims_.erase(claim);
}

void SandboxReaper::Discard(const std::string& claim, const std::string& id) {
  const std::scoped_lock lock(mutex_);
  claims_.erase(claim);
  discarded_.push_back(id);
  changed_.notify_all();
}

void SandboxReaper::Doubt(const std::string& claim) {
  const std::scoped_lock lock(mutex_);
  claims_.erase(claim);
  next_sweep_ = std::min(next_sweep_, Clock::now() + options_.doubt_delay);
  changed_.notify_all();
}

void SandboxReaper::Loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    SweepWhenDue();
    Remove(AwaitDiscarded(stop), stop);
  }
  Sweep(true);
  const std::scoped_lock lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void SandboxReaper::SweepWhenDue() {
  {
    const std::scoped_lock lock(mutex_);
    if (Clock::now() < next_sweep_) return;
    next_sweep_ = Clock::now() + options_.sweep_interval;
  }
  Sweep(false);
}

// Until the next sweep is due, if there are none.
std::deque<std::string> SandboxReaper::AwaitDiscarded(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const Clock::time_point until = next_sweep_;
  changed_.wait_until(lock, stop, until, [&] { return !discarded_.empty() || next_sweep_ < until; });
  return std::exchange(discarded_, {});
}

void SandboxReaper::Remove(const std::deque<std::string>& ids, const std::stop_token& stop) {
  for (const std::string& id : ids) {
    if (stop.stop_requested()) return;  // the last sweep takes them all
    const Status removed = docker_.RemoveContainer(id, giving_up_.get_token());
    if (!removed) Log(LogLevel::kWarning, "sandbox_not_removed", {{"error", removed.error().LogText()}});
  }
}

void SandboxReaper::Sweep(bool all) {
  const auto containers = docker_.ListContainers({{kInstanceLabel, options_.instance}}, giving_up_.get_token());
  if (!containers) return;
  for (const docker::ContainerSummary& container : *containers) {
    if (giving_up_.stop_requested()) return;
    if (!all && IsClaimed(container)) continue;
    Log(LogLevel::kInfo, "sandbox_swept", {{"sandbox", container.id.substr(0, 12)}, {"state", container.state}});
    (void)docker_.RemoveContainer(container.id, giving_up_.get_token());
  }
}

bool SandboxReaper::IsClaimed(const docker::ContainerSummary& container) {
  const auto claim = container.labels.find(kClaimLabel);
  if (claim == container.labels.end()) return false;
  const std::scoped_lock lock(mutex_);
  return claims_.contains(claim->second);
}

}  // namespace code_runner::execution
