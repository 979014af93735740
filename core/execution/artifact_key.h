// What makes two compilations the same.
#pragma once

#include <string>

#include "model/execution_plan.h"
#include "plugin/runtime.h"

namespace code_runner::execution {

// The name of what `plan` compiles, 64 hexadecimal digits: SHA-256 over the image, the folders that the runtime names,
// all files, the compile process with its environment, the artifact's path, and who asks (ExecutionRequest::Caller), so
// that nobody is served what somebody else's program has made. What only the run process sees is not in it: arguments,
// variables of its own, standard input; nor are limits. Pure. REQUIRES: plan.compile.
std::string MakeArtifactKey(const plugin::Runtime& runtime, const std::string& image_id, const ExecutionPlan& plan,
                            const std::string& caller);

}  // namespace code_runner::execution
