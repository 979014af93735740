// The version of the Engine API that both sides speak.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace code_runner::docker {

// The one to use with an engine whose newest is `engine_newest` ("1.41"): that, or the newest known here when the
// engine is newer. kDockerError when the engine is too old or the text is no version.
Result<std::string> NegotiateApiVersion(std::string_view engine_newest);

}  // namespace code_runner::docker
