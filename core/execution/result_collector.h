// What a sandbox reports of a run, checked frame by frame.
#pragma once

#include <cstdint>
#include <string_view>

#include "agent/frame.h"
#include "base/result.h"
#include "execution/artifact_draft.h"
#include "model/execution_result.h"

namespace code_runner::execution {

// Holds the peer to the protocol: order, bounds and totals. What concerns the connection rather than the run (`ready`,
// `stdin_taken`) is for others, and not allowed here. Not thread-safe.
class ResultCollector {
 public:
  // `artifact` is to take what the compile process made, and must outlive it; null: it was not asked for.
  ResultCollector(bool has_compile, std::uint64_t output_bytes_max, std::uint64_t metadata_bytes_max,
                  ArtifactDraft* artifact = nullptr);

  // Takes the next frame. True when it was the last one of the run. kProtocolError for what the protocol does not
  // allow; kInvalidRequest when the files do not fit the sandbox; kInternal when the sandbox could not do it.
  Result<bool> Take(const agent::Frame& frame);

  // Whether the sandbox has said that it takes another run.
  bool TakesAnother() const { return takes_another_; }
  // What has been reported. Of `start` only kPrestarted is known here; `execution_time` and
  // `run_id` are not.
  ExecutionResult Finish() &&;

 private:
  enum class Phase { kCompile, kArtifact, kRun, kMetadata, kDone };

  Status Dispatch(const agent::Frame& frame);
  Status TakeOutput(CapturedOutput& output, std::string_view bytes);
  Status TakeCompileOutput(Spool CompileResult::*stream, std::string_view bytes);
  Status TakeMetadata(std::string_view bytes);
  Status TakeCompiled(std::string_view payload);
  Status BeginArtifact(std::uint64_t bytes, bool executable);
  Status TakeArtifact(std::string_view bytes);
  Status TakeResult(std::string_view payload);
  Error TakeFailure(std::string_view payload) const;

  const std::uint64_t output_bytes_max_;
  const std::uint64_t metadata_bytes_max_;
  ArtifactDraft* const artifact_;
  Phase phase_;
  bool takes_another_ = false;
  ExecutionResult result_;
};

}  // namespace code_runner::execution
