// The one error type of all layers. Code of a user that fails is not an error: see model/execution_result.h.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace code_runner {

enum class ErrorCode {
  kInvalidRequest,       // a field is of the wrong type, form or size; `violations` says which
  kBadRequest,           // the request as a whole makes no sense
  kPayloadTooLarge,      // code, files or body over the operator's limit
  kUnknownImage,         // no runtime of that name
  kRuntimeNotAvailable,  // the runtime is known, but its image is not ready
  kResourceExhausted,    // queue full
  kDockerUnreachable,    // no answer from the engine
  kDockerError,          // the engine answered with an error
  kNotFound,             // the engine does not know the object
  kConflict,             // the engine's object is in another state than the call needs
  kDeadlineExceeded,     // a bounded wait ended
  kCancelled,            // the caller went away
  kUnavailable,          // the service is stopping
  kPluginFault,          // a plugin broke the contract
  kProtocolError,        // the peer on a sandbox's stream broke the protocol
  kInternal,             // a bug, or the operating system refused something
};

// One field of a request that is not as it must be. `location` is the way to it: {"body", "environment"}.
struct Violation {
  std::vector<std::string> location;
  std::string message;
  std::string type;  // short machine word: "missing", "string_type", "value_error", ...
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message = {};                              // for the client: no paths, ids or secrets of this host
  std::string log = {};                                  // for the operator; empty: same as `message`
  std::vector<Violation> violations = {};                // with kInvalidRequest
  std::optional<std::chrono::seconds> retry_after = {};  // when trying again may help

  const std::string& LogText() const { return log.empty() ? message : log; }
};

// The name of a code as it stands in logs: "docker_unreachable".
const char* ToString(ErrorCode code);

}  // namespace code_runner
