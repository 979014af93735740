#include "model/execution_result.h"

namespace code_runner {

const char* ToString(ExecutionStatus status) {
  switch (status) {
    case ExecutionStatus::kExited:
      return "exited";
    case ExecutionStatus::kSignaled:
      return "signaled";
    case ExecutionStatus::kTimedOut:
      return "timed_out";
    case ExecutionStatus::kOutOfMemory:
      return "out_of_memory";
    case ExecutionStatus::kCompileFailed:
      return "compile_failed";
    case ExecutionStatus::kCancelled:
      return "cancelled";
  }
  return "exited";
}

const char* ToString(StartKind start) {
  switch (start) {
    case StartKind::kPrestarted:
      return "prestarted";
    case StartKind::kWarm:
      return "warm";
    case StartKind::kCold:
      return "cold";
    case StartKind::kReused:
      return "reused";
  }
  return "cold";
}

}  // namespace code_runner
