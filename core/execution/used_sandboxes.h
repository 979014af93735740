// Sandboxes that have served a run and wait for another one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "execution/sandbox.h"
#include "execution/sandbox_reuse.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {

struct UsedSandboxesOptions {
  SandboxReuse reuse = SandboxReuse::kNever;
  std::size_t sandboxes_max = 16;     // that wait; of all shapes and callers together
  std::uint32_t runs_max = 1000;      // of one sandbox
  std::chrono::seconds age_max{600};  // of one sandbox, when it is to wait
  std::chrono::seconds idle_max{60};  // of its waiting
  std::chrono::milliseconds renewal_timeout{5'000};
  std::chrono::milliseconds check_interval{2'000};
};

// Thread-safe. A thread of its own lets go of what has waited for too long or died.
class UsedSandboxes {
 public:
  explicit UsedSandboxes(UsedSandboxesOptions options) : options_(options) {}
  ~UsedSandboxes() { Stop(); }

  void Start();
  // Lets go of all sandboxes, now and from now on.
  void Stop();

  // A sandbox of this shape that `caller` may use, ready for a run; waits for one whose cell is still being made.
  // Nothing when there is none.
  std::optional<Sandbox> Take(const SandboxShape& shape, const std::string& caller, const std::stop_token& stop);

  // Takes a sandbox back from `caller`, if it is still good, and has its next cell made.
  void Put(const SandboxShape& shape, const std::string& caller, Sandbox sandbox);

  std::size_t Waiting() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Entry {
    SandboxShape shape;
    std::string owner;  // who alone may use it; empty: anybody
    Sandbox sandbox;
    Clock::time_point since;
  };
  using Entries = std::list<Entry>;

  std::string OwnerOf(const SandboxShape& shape, const std::string& caller) const;
  // Moves the best entry there is for them to `taken`; those that have died to `dead`.
  void Pick(const SandboxShape& shape, const std::string& owner, Entries& taken, Entries& dead);
  void CheckLoop(const std::stop_token& stop);
  Entries TakeExpired();

  const UsedSandboxesOptions options_;
  mutable std::mutex mutex_;  // never held while a sandbox ends
  std::condition_variable_any stopping_;
  Entries entries_;  // the one that has waited longest first
  bool stopped_ = false;
  std::jthread thread_;
};

}  // namespace code_runner::execution
