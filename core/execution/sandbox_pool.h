// Sandboxes that have been started ahead of the runs they will serve.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "execution/sandbox.h"
#include "execution/sandbox_factory.h"
#include "execution/sandbox_shape.h"
#include "model/execution_result.h"

namespace code_runner::execution {

// A sandbox for one run, and how it came about.
struct SandboxLease {
  Sandbox sandbox;
  StartKind start = StartKind::kCold;
};

struct SandboxPoolOptions {
  std::chrono::milliseconds ready_timeout{15'000};  // for the agent of a new sandbox
  // Sandboxes that wait are looked at this often, so that the pool is whole again soon after a restart of the engine.
  std::chrono::milliseconds check_interval{2'000};
  // After a failure, until the next attempt of the same shape; doubled with each further one.
  std::chrono::milliseconds pause_min{500};
  std::chrono::milliseconds pause_max{30'000};
};

// Keeps a fixed number of waiting sandboxes of each shape that it is told to. Thread-safe; refills in a thread of its
// own, one sandbox at a time, for which nobody ever waits.
class SandboxPool {
 public:
  // `factory` must outlive it.
  explicit SandboxPool(SandboxFactory& factory, SandboxPoolOptions options = {})
      : factory_(factory), options_(options) {}
  ~SandboxPool() { Stop(); }

  void Start();
  // Ends the thread, within about a second, and lets go of all waiting sandboxes. Acquire still works, cold. Start
  // cannot follow.
  void Stop();

  // From now on keeps `count` sandboxes of this shape; those of other shapes of the same runtime are let go.
  void Keep(const SandboxShape& shape, std::size_t count);

  // A waiting sandbox of this shape if there is one, else a new one, with SandboxFactory's errors.
  Result<SandboxLease> Acquire(const SandboxShape& shape, const std::stop_token& stop);

  // How many sandboxes of this shape wait.
  std::size_t Waiting(const SandboxShape& shape) const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Shelf {
    std::size_t wanted = 0;
    std::list<Sandbox> waiting;
    std::chrono::milliseconds pause{0};  // the last one; 0: the last attempt did not fail
    Clock::time_point next_attempt{};
    std::string logged_failure;  // so that it is logged once, however often it comes
  };
  using Shelves = std::map<SandboxShape, Shelf>;

  void RefillLoop(const std::stop_token& stop);
  const SandboxShape* NextShort() const;
  Clock::time_point NextLook() const;
  std::list<Sandbox> TakeDead();
  std::optional<Sandbox> TakeWaiting(const SandboxShape& shape);
  Result<Sandbox> MakeReady(const SandboxShape& shape, const std::stop_token& stop);
  // Puts the sandbox on its shelf, unless it is not wanted any more.
  void Store(const SandboxShape& shape, Sandbox sandbox);
  void NoteFailure(const SandboxShape& shape, const Error& error);

  SandboxFactory& factory_;
  const SandboxPoolOptions options_;
  mutable std::mutex mutex_;  // never held while the engine is asked or a sandbox ends
  std::condition_variable_any changed_;
  Shelves shelves_;
  std::jthread thread_;
};

}  // namespace code_runner::execution
