// The errors of this layer: the one place where they are worded. `message` is the same for everyone; what was really
// said and where goes to `log`.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace code_runner::docker {

Error Unreachable(std::string log);       // kDockerUnreachable, with `retry_after`
Error DeadlineExceeded(std::string log);  // kDeadlineExceeded
Error Cancelled(std::string log);         // kCancelled
Error BadAnswer(std::string log);         // kDockerError: the engine said what it should not

// An answer to `what` ("GET /info") whose status means failure: kNotFound, kConflict, else kDockerError. `body` is
// `{"message": …}` or plain text.
Error FromStatus(int status, std::string_view what, std::string_view body);

}  // namespace code_runner::docker
