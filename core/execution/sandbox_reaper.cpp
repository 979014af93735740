#include "execution/sandbox_reaper.h"

#include <utility>
#include <vector>

#include "base/log.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {
namespace {

// A container younger than this may be one that is being created, of which nobody knows the id yet.
constexpr std::chrono::seconds kSurelyCreated{10};

}  // namespace

SandboxReaper::SandboxReaper(docker::Client& docker, ReaperOptions options)
    : docker_(docker), options_(std::move(options)) {}

SandboxReaper::~SandboxReaper() {
  Stop();
}

void SandboxReaper::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void SandboxReaper::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  const auto containers = docker_.ListContainers({{kInstanceLabel, options_.instance}});
  if (!containers) return;
  for (const docker::ContainerSummary& container : *containers) (void)docker_.RemoveContainer(container.id);
}

void SandboxReaper::Track(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  owned_.insert(id);
}

void SandboxReaper::Release(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  owned_.erase(id);
}

void SandboxReaper::Discard(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  owned_.erase(id);
  discarded_.push_back(id);
  changed_.notify_all();
}

void SandboxReaper::Loop(const std::stop_token& stop) {
  Sweep();
  auto next_sweep = std::chrono::steady_clock::now() + options_.sweep_interval;
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const bool has_work = changed_.wait_until(lock, stop, next_sweep, [this] { return !discarded_.empty(); });
    const std::deque<std::string> discarded = std::exchange(discarded_, {});
    lock.unlock();
    for (const std::string& id : discarded) {
      const Status removed = docker_.RemoveContainer(id);
      if (!removed) Log(LogLevel::kWarning, "sandbox_not_removed", {{"error", removed.error().LogText()}});
    }
    if (!has_work && !stop.stop_requested()) {
      Sweep();
      next_sweep = std::chrono::steady_clock::now() + options_.sweep_interval;
    }
    lock.lock();
  }
}

void SandboxReaper::Sweep() {
  const auto containers = docker_.ListContainers({{kInstanceLabel, options_.instance}});
  if (!containers) return;
  for (const docker::ContainerSummary& container : *containers) {
    {
      const std::scoped_lock lock(mutex_);
      if (owned_.contains(container.id)) continue;
    }
    if (container.created > std::chrono::system_clock::now() - kSurelyCreated) continue;
    Log(LogLevel::kInfo, "sandbox_swept", {{"state", container.state}});
    (void)docker_.RemoveContainer(container.id);
  }
}

}  // namespace code_runner::execution
