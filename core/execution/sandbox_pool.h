// Sandboxes that have been started ahead of the runs they will serve.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "execution/pool_plan.h"
#include "execution/sandbox.h"
#include "execution/sandbox_factory.h"
#include "execution/sandbox_shape.h"
#include "execution/shelf.h"
#include "execution/young_runs.h"
#include "model/execution_result.h"

namespace code_runner::execution {

// A sandbox for one run, and how it came about. Lasts as long as the run, and must not outlive the pool.
struct SandboxLease {
  Sandbox sandbox;
  StartKind start = StartKind::kCold;
  YoungRuns::Mark run = {};
};

struct SandboxPoolOptions {
  PoolBounds bounds = {};
  std::size_t refills_max = 1;  // at the same time, at least 1
  std::size_t processors = 1;   // that runs and refills share
  // How long a refill waits, at most, for runs that began less than that ago and would have to share a processor.
  std::chrono::milliseconds patience{500};
  std::chrono::milliseconds idle_timeout{300'000};  // a learned shape that nobody asks for that long is forgotten
  std::chrono::milliseconds burst{500};             // see Demand's window
  std::chrono::milliseconds ready_timeout{15'000};  // for the agent of a new sandbox
  // How long a caller waits for a sandbox that is being made already, before it has one made of its own.
  std::chrono::milliseconds hand_over_wait{1'000};
  // Sandboxes that wait are looked at this often, so that the pool is whole again soon after a restart of the engine.
  std::chrono::milliseconds check_interval{2'000};
  // After a failure, until the next attempt of the same shape; doubled with each further one, unless the engine is
  // away.
  std::chrono::milliseconds pause_min{500};
  std::chrono::milliseconds pause_max{30'000};
};

struct PoolCounts {
  std::map<std::string, std::size_t> waiting;  // by runtime
  std::size_t shapes = 0;
  std::size_t making = 0;
  std::size_t missing = 0;        // still to be made; with `making`, 0 when the pool is as full as it wants to be
  std::size_t expecting = 0;      // callers who wait for one that is being made
  std::uint64_t warm = 0;         // runs whose sandbox had waited; since the start, here and below
  std::uint64_t handed_over = 0;  // runs that got one which was being made ahead
  std::uint64_t cold = 0;         // runs for which one was made
  std::uint64_t refilled = 0;
  std::uint64_t failed = 0;   // refills
  std::uint64_t dropped = 0;  // not wanted any more
  std::uint64_t dead = 0;     // found ended while they waited
};

// Learns which shapes are asked for, and how many at once, and keeps as many of each waiting, between the operator's
// floor and the bounds of the pool. Thread-safe. Refills in threads of its own, behind the runs: not at once where a
// run that has just begun needs the processors, and one at a time when runs have sandboxes made for themselves.
class SandboxPool {
 public:
  // `factory` must outlive it.
  explicit SandboxPool(SandboxFactory& factory, SandboxPoolOptions options = {});
  ~SandboxPool() { Stop(); }

  void Start();
  // Ends the threads, within about a second, and lets go of all waiting sandboxes. Acquire still works, cold. Start
  // cannot follow.
  void Stop();

  // From now on keeps at least `count` sandboxes of this shape, in place of what was said of its runtime before; when
  // that was another image, all that waits with it is let go.
  void Keep(const SandboxShape& shape, std::size_t count);

  // A waiting sandbox of this shape if there is one, else one that is just being made, else a new one, with
  // SandboxFactory's errors.
  Result<SandboxLease> Acquire(const SandboxShape& shape, const std::stop_token& stop);

  // How many sandboxes of this shape wait.
  std::size_t Waiting(const SandboxShape& shape) const;
  PoolCounts Counts() const;

 private:
  using Clock = std::chrono::steady_clock;
  using Shelves = std::map<SandboxShape, Shelf>;

  Shelf& ShelfOf(const SandboxShape& shape);
  void ForgetLeastAsked();
  std::optional<Sandbox> TakeWaiting(const SandboxShape& shape);
  std::optional<Sandbox> AwaitHandOver(const SandboxShape& shape, const std::stop_token& stop);
  Result<Sandbox> MakeCold(const SandboxShape& shape, const std::stop_token& stop);

  void OnRunEnd();
  void RefillLoop(const std::stop_token& stop);
  void Refill(std::unique_lock<std::mutex>& lock, const SandboxShape& shape, const std::stop_token& stop);
  Result<Sandbox> MakeReady(const SandboxShape& shape, const std::stop_token& stop);
  std::optional<SandboxShape> NextShort();
  const Shelves::value_type* FindShortest(Clock::time_point now) const;
  bool IsHeldBack(Clock::time_point now);
  Clock::time_point NextLook() const;
  void Plan();
  // Takes off the shelves what is dead or not wanted, and forgets shapes.
  std::list<Sandbox> TidyUp();
  // Hands the sandbox over, or puts it on its shelf; false, and leaves it, when nobody wants it.
  bool Store(Shelf& shelf, Sandbox& sandbox);
  static void DisappointOne(Shelf& shelf);
  void NoteFailure(const SandboxShape& shape, Shelf& shelf, const Error& error);

  SandboxFactory& factory_;
  const SandboxPoolOptions options_;
  mutable std::mutex mutex_;  // never held while the engine is asked or a sandbox ends
  std::condition_variable_any changed_;
  Shelves shelves_;         // those with a refill or a caller that waits stay
  std::size_t making_ = 0;  // of all shelves
  std::size_t cold_ = 0;    // being made for runs
  bool stopped_ = false;
  Clock::time_point next_look_{};
  std::optional<Clock::time_point> held_until_;  // a refill that gives way to runs
  PoolCounts counts_;
  YoungRuns runs_;
  std::vector<std::jthread> threads_;
};

}  // namespace code_runner::execution
