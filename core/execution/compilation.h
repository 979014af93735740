// The compiling of one run: done once, and not again while what it made is kept.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "execution/artifact.h"
#include "execution/artifact_cache.h"
#include "execution/artifact_draft.h"
#include "model/execution_plan.h"
#include "model/execution_result.h"
#include "plugin/runtime.h"

namespace code_runner::execution {

// What a run has to do with an artifact, if anything: it is handed one, or hands one over. Both borrowed.
struct ArtifactTransfer {
  const Artifact* to_sandbox = nullptr;
  ArtifactDraft* from_sandbox = nullptr;
};

// Not thread-safe. A plan that compiles nothing, or names no artifact, has nothing to do here.
class Compilation {
 public:
  // Looks for what `plan` compiles in an image for a caller, see MakeArtifactKey. When it is there, the plan loses its
  // compile process. `artifacts` must outlive the object.
  Compilation(ArtifactCache& artifacts, const plugin::Runtime& runtime, const std::string& image_id,
              const std::string& caller, ExecutionPlan& plan);

  ArtifactTransfer Transfer() const { return {artifact_ ? &*artifact_ : nullptr, draft_.get()}; }

  // To be told what became of the run: keeps what it compiled, whatever the program did then; or says in the result
  // what the compiler said when the artifact was made.
  void Conclude(ExecutionResult& result);

 private:
  ArtifactCache& artifacts_;
  std::string key_;
  std::optional<Artifact> artifact_;
  std::optional<CompileResult> compile_;  // with artifact_
  std::unique_ptr<ArtifactDraft> draft_;
};

}  // namespace code_runner::execution
