// The whole way of a run, from a validated request to its result.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "execution/artifact_cache.h"
#include "execution/executor.h"
#include "execution/run_queue.h"
#include "execution/sandbox_pool.h"
#include "execution/used_sandboxes.h"
#include "image/image_store.h"
#include "model/execution_request.h"
#include "model/execution_result.h"
#include "plugin/runtime_registry.h"

namespace code_runner::execution {

// Thread-safe.
class Runner {
 public:
  // All of them must outlive it.
  Runner(const plugin::RuntimeRegistry& registry, image::ImageStore& images, RunQueue& queue, SandboxPool& pool,
         UsedSandboxes& used, Executor& executor, ArtifactCache& artifacts, const RequestBounds& bounds);

  // Runs a program and waits for its end, its timeout or `stop` (the caller went away: status kCancelled, or error
  // kCancelled when it had not begun). Errors: kUnknownImage, kInvalidRequest, kPluginFault, kResourceExhausted,
  // kRuntimeNotAvailable, kUnavailable, kDeadlineExceeded, kDocker*, kProtocolError, kInternal.
  Result<ExecutionResult> Run(const ExecutionRequest& request, const std::string& run_id, const std::stop_token& stop);

 private:
  // The client's limits, the runtime's advice where it named none.
  Limits EffectiveLimits(const ExecutionRequest& request, const plugin::Runtime& runtime) const;
  struct Place {
    SandboxLease lease;
    UsedSandboxes::Loan loan;
  };
  // A used sandbox, else one of the pool. `wish.shape` becomes its shape.
  Result<Place> Acquire(const plugin::Runtime& runtime, const Limits& limits, SandboxWish& wish,
                        std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);

  const plugin::RuntimeRegistry& registry_;
  image::ImageStore& images_;
  RunQueue& queue_;
  SandboxPool& pool_;
  UsedSandboxes& used_;
  Executor& executor_;
  ArtifactCache& artifacts_;
  const RequestBounds bounds_;
};

}  // namespace code_runner::execution
