// A call of a plugin's `plan` function across the C boundary.
#pragma once

#include "base/result.h"
#include "code_runner/plugin.h"
#include "model/execution_plan.h"
#include "model/execution_request.h"

namespace code_runner::plugin {

// Hands `request` to `plan` and copies and checks what it emits; `files` of the answer are the plugin's only.
// kInvalidRequest in the plugin's words, or kPluginFault that says how the contract was broken. Thread-safe as `plan`
// is.
Result<ExecutionPlan> CallPlan(decltype(code_runner_plugin::plan) plan, const ExecutionRequest& request);

}  // namespace code_runner::plugin
