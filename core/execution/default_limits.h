// The limits of a run where the client names none.
#pragma once

#include "model/limits.h"
#include "model/request_bounds.h"
#include "plugin/runtime.h"

namespace code_runner::execution {

// The operator's defaults, with the runtime's own advice in their place where it gives any, up to the operator's
// ceilings.
Limits DefaultLimits(const RequestBounds& bounds, const plugin::Runtime& runtime);

}  // namespace code_runner::execution
