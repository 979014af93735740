// Sandboxes that have been started ahead of the runs they will serve.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

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

// Keeps a fixed number of waiting sandboxes of each shape that it is told to. Thread-safe; refills in a thread of its
// own.
class SandboxPool {
 public:
  // `factory` must outlive it.
  explicit SandboxPool(SandboxFactory& factory) : factory_(factory) {}
  ~SandboxPool() { Stop(); }

  void Start();
  // Ends the thread and lets go of all waiting sandboxes. Acquire still works, cold.
  void Stop();

  // From now on keeps `count` sandboxes of this shape; those of other shapes of the same runtime are let go.
  void Keep(const SandboxShape& shape, std::size_t count);

  // A waiting sandbox of this shape if there is one, else a new one.
  Result<SandboxLease> Acquire(const SandboxShape& shape);

 private:
  struct Shelf {
    std::size_t wanted = 0;
    std::list<Sandbox> waiting;
  };

  void RefillLoop(const std::stop_token& stop);
  const SandboxShape* NextShort() const;
  bool Refill(const SandboxShape& shape);
  std::optional<Sandbox> TakeWaiting(const SandboxShape& shape);

  SandboxFactory& factory_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<SandboxShape, Shelf> shelves_;
  std::jthread thread_;
};

}  // namespace code_runner::execution
