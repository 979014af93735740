#include "execution/compilation.h"

#include <utility>

#include "execution/artifact_key.h"

namespace code_runner::execution {

Compilation::Compilation(ArtifactCache& artifacts, const plugin::Runtime& runtime, const std::string& image_id,
                         const std::string& caller, ExecutionPlan& plan)
    : artifacts_(artifacts) {
  if (!plan.compile || plan.artifact.empty()) return;
  key_ = MakeArtifactKey(runtime, image_id, plan, caller);
  artifact_ = artifacts_.Find(key_);
  if (artifact_) {
    if (Result<CompileResult> compile = artifact_->ReadCompileResult()) {
      compile_ = *std::move(compile);
      plan.compile.reset();
      return;
    }
    artifact_.reset();
  }
  draft_ = artifacts_.MakeDraft();
}

void Compilation::Conclude(ExecutionResult& result) {
  if (compile_) result.compile = std::exchange(compile_, std::nullopt);
  if (draft_ && draft_->IsComplete() && result.compile) artifacts_.Keep(key_, *draft_, *result.compile);
}

}  // namespace code_runner::execution
