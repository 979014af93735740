// The network namespaces of sandboxes: made ahead, and used again where that cannot be noticed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "docker/client.h"
#include "execution/container_launcher.h"
#include "execution/network_holder.h"
#include "execution/network_lease.h"
#include "execution/sandbox_network.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {

struct HolderPoolOptions {
  std::size_t spare = 2;      // idle ones that are made ahead, once any was asked for
  std::size_t idle_max = 64;  // those beyond it go at the next look
  // A holder that has served this often, or for so long, is thrown away: none lives for ever.
  std::size_t leases_max = 1000;
  std::chrono::milliseconds age_max{60 * 60 * 1000};
  std::chrono::milliseconds idle_timeout{300'000};    // beyond `spare`, those that nobody wanted for so long go
  std::chrono::milliseconds removal_timeout{20'000};  // for the end of the container that used the namespace
  std::chrono::milliseconds check_timeout{3'000};     // for an answer of the holder
  std::chrono::milliseconds return_wait{300};         // how long a lease is waited for that is about to come back
  std::chrono::milliseconds look_interval{2'000};     // at idle holders, so that dead ones are replaced
  std::chrono::milliseconds failure_pause{1'000};     // before the next attempt to make a spare one
};

struct HolderCounts {
  std::size_t idle = 0;
  std::size_t leased = 0;     // to sandboxes, or coming back from them
  std::uint64_t created = 0;  // since the start, here and below
  std::uint64_t reused = 0;
  std::uint64_t discarded = 0;
  std::uint64_t failed = 0;  // could not be made
};

// The expensive part of a network is what the engine does for each endpoint, so an endpoint outlives the sandbox: it
// belongs to a holder, whose network namespace one sandbox at a time is started in. A holder whose sandbox has ended is
// used again only when the engine has removed that sandbox, so that no process of it can be left, and when everything
// that can be seen of the namespace is as it was before: nothing was sent to anywhere, not even to itself, and so
// nobody can answer, and nothing is left behind. In any doubt it is thrown away. Thread-safe.
class HolderPool {
 public:
  // All must outlive it.
  HolderPool(docker::Client& docker, SandboxNetwork& network, ContainerLauncher& launcher, SandboxPolicy policy,
             HolderPoolOptions options = {});
  ~HolderPool() { Stop(); }

  void Start();
  // Ends the threads, within about a second, and lets go of all holders. Lease still works. Start cannot follow.
  void Stop();

  // An idle holder, or one that comes back just now, or a new one, made from the image `image_id`. Errors are those of
  // ContainerLauncher::Launch and SandboxNetwork::Ensure.
  Result<NetworkLease> Lease(const std::string& image_id, const std::stop_token& stop);

  HolderCounts Counts() const;

 private:
  friend class NetworkLease;
  using Clock = std::chrono::steady_clock;
  using Holder = std::unique_ptr<NetworkHolder>;

  struct Idle {
    Holder holder;
    Clock::time_point since;
  };
  struct Returned {
    Holder holder;
    std::string user;  // the container that was in its namespace
  };

  // Called by NetworkLease. `user` is empty when there was no such container.
  void Return(Holder holder, std::string user);

  Holder TakeIdle(const std::stop_token& stop);
  Result<Holder> Make(const std::string& image_id, const std::stop_token& stop);
  void RecycleLoop(const std::stop_token& stop);
  // Null when the holder may serve another sandbox.
  const char* WhyNotAgain(Returned& returned, const std::stop_token& stop);
  void MakeLoop(const std::stop_token& stop);
  void MakeSpare(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  bool LacksSpare() const;
  std::list<Idle> TakeSurplus();

  docker::Client& docker_;
  SandboxNetwork& network_;
  ContainerLauncher& launcher_;
  const SandboxPolicy policy_;
  const HolderPoolOptions options_;
  mutable std::mutex mutex_;  // never held while the engine or a holder is asked, or a holder ends
  std::condition_variable_any changed_;
  std::list<Idle> idle_;  // the one used last in front
  std::deque<Returned> returned_;
  std::size_t returning_ = 0;  // `returned_` and the one that is being looked at
  std::size_t expecting_ = 0;  // callers who wait for one that returns
  std::string image_id_;       // asked for last; empty: nobody has asked
  Clock::time_point last_asked_{};
  Clock::time_point next_attempt_{};
  bool stopped_ = false;
  HolderCounts counts_;
  std::jthread recycler_;
  std::jthread maker_;
};

}  // namespace code_runner::execution
