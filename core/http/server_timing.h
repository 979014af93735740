// Where the time of a run went, for its client.
#pragma once

#include <string>

#include "model/execution_result.h"

namespace code_runner::http {

// The value of the header Server-Timing (W3C Server Timing, section 3): "queue;dur=0.012, acquire;dur=…", milliseconds.
std::string ServerTiming(const PhaseTimes& phases);

}  // namespace code_runner::http
