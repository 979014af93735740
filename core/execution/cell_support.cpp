#include "execution/cell_support.h"

#include "base/log.h"

namespace code_runner::execution {

void CellSupport::Confirm() {
  if (state_.exchange(State::kYes) != State::kYes) Log(LogLevel::kInfo, "sandbox_reuse_possible");
}

void CellSupport::Deny(const Error& reason) {
  if (state_.exchange(State::kNo) == State::kNo) return;
  Log(LogLevel::kWarning, "sandbox_reuse_impossible",
      {{"reason", reason.LogText()}, {"instead", "every sandbox is used once, as with SANDBOX_REUSE=never"}});
}

bool CellSupport::IsPassing(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kCancelled:
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kDockerUnreachable:
      return true;
    default:
      return false;
  }
}

}  // namespace code_runner::execution
