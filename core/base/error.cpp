#include "base/error.h"

namespace code_runner {

const char* ToString(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
      return "invalid_request";
    case ErrorCode::kBadRequest:
      return "bad_request";
    case ErrorCode::kPayloadTooLarge:
      return "payload_too_large";
    case ErrorCode::kUnknownImage:
      return "unknown_image";
    case ErrorCode::kRuntimeNotAvailable:
      return "runtime_not_available";
    case ErrorCode::kResourceExhausted:
      return "resource_exhausted";
    case ErrorCode::kDockerUnreachable:
      return "docker_unreachable";
    case ErrorCode::kDockerError:
      return "docker_error";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kDeadlineExceeded:
      return "deadline_exceeded";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kPluginFault:
      return "plugin_fault";
    case ErrorCode::kProtocolError:
      return "protocol_error";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

}  // namespace code_runner
