// Sees to it that no container outlives its use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "docker/client.h"

namespace code_runner::execution {

struct ReaperOptions {
  std::string instance;  // value of the label by which this server knows its containers
  std::chrono::milliseconds sweep_interval{30'000};
  std::chrono::milliseconds stop_timeout{5'000};  // for what Stop removes
  std::chrono::milliseconds doubt_delay{2'000};   // until a sweep for the sake of Doubt
};

// A sandbox normally vanishes by itself: its agent exits after the result, or when the connection is closed. This
// removes, off the path of any run, those of which that is not certain, and at an interval whatever is left without an
// owner. Ownership begins before the container does, by a claim that the container carries as a label: so a sweep needs
// no clock to tell a container that is being created from one that was left over. Thread-safe.
class SandboxReaper {
 public:
  // `docker` must outlive it.
  SandboxReaper(docker::Client& docker, ReaperOptions options);
  ~SandboxReaper();

  // What a former server of the same instance left behind is swept first.
  void Start();
  // Removes all containers of this server and ends the thread; gives up after `stop_timeout` and about a second more,
  // so that an engine that hangs holds nobody up.
  void Stop();

  // A new claim, for the label kClaimLabel of one container that is about to be created. It ends with Release,
  // Doubt or Discard; a container whose claim has ended, or that has none, is swept.
  std::string Claim();
  // The owner is done with it, and it is about to vanish or was never created.
  void Release(const std::string& claim);
  // The owner does not know whether the container was created, or will be: it is looked for soon.
  void Doubt(const std::string& claim);
  // The owner is done with the container `id`, and it must be killed and removed.
  void Discard(const std::string& claim, const std::string& id);

 private:
  using Clock = std::chrono::steady_clock;

  void Loop(const std::stop_token& stop);
  void SweepWhenDue();
  std::deque<std::string> AwaitDiscarded(const std::stop_token& stop);
  void Remove(const std::deque<std::string>& ids, const std::stop_token& stop);
  // Removes the containers of this server that no claim stands for; at the end, all of them.
  void Sweep(bool all);
  bool IsClaimed(const docker::ContainerSummary& container);

  docker::Client& docker_;
  const ReaperOptions options_;
  const std::string claim_prefix_;  // no other process has it
  std::mutex mutex_;                // never held while the engine is asked
  std::condition_variable_any changed_;
  std::uint64_t claim_count_ = 0;
  std::set<std::string> claims_;
  std::deque<std::string> discarded_;
  Clock::time_point next_sweep_{};
  bool ended_ = false;          // the thread has nothing to do any more
  std::stop_source giving_up_;  // ends the thread's calls of the engine
  std::jthread thread_;
};

}  // namespace code_runner::execution
