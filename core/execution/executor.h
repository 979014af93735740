// One run in one sandbox.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "docker/client.h"
#include "execution/compilation.h"
#include "execution/sandbox.h"
#include "model/execution_plan.h"
#include "model/execution_result.h"

namespace code_runner::execution {

struct ExecutorOptions {
  std::uint64_t output_bytes_max = 8 << 20;  // kept of each stream
  std::uint64_t metadata_bytes_max = 1 << 20;
  // The agent ends a run at its timeout; a sandbox that has said nothing of it after this much longer is given up.
  std::chrono::milliseconds timeout_grace{700};
  // A sandbox that is gone without a word is looked up in the engine's events this often; they may come a little late.
  int lookups_max = 4;
  std::chrono::milliseconds lookup_interval{50};
};

// Thread-safe.
class Executor {
 public:
  // `docker` must outlive it.
  Executor(docker::Client& docker, ExecutorOptions options) : docker_(docker), options_(options) {}

  // Hands the plan to the sandbox and collects what comes back, until the result, `timeout` after the start, or `stop`.
  // The sandbox is used up, unless it TakesAnother() afterwards. `stdin_text`: null for none. Hands the artifact over
  // in the direction that `transfer` says; one that is to be kept is complete or not, see ArtifactDraft, whatever is
  // returned. A sandbox that is gone without a word is looked up in the engine's events: one that was killed, or whose
  // memory ran out, is a result; otherwise kDockerUnreachable or kDockerError. kProtocolError when the sandbox talks
  // nonsense; kInvalidRequest when the files do not fit into it.
  Result<ExecutionResult> Execute(Sandbox& sandbox, const ExecutionPlan& plan,
                                  const std::optional<std::string>& stdin_text, std::chrono::milliseconds timeout,
                                  const std::stop_token& stop, const ArtifactTransfer& transfer = {});

 private:
  Result<ExecutionResult> ExplainLoss(const Sandbox& sandbox, ExecutionResult partial, const std::stop_token& stop);

  docker::Client& docker_;
  const ExecutorOptions options_;
};

}  // namespace code_runner::execution
