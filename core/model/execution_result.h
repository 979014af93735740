// What became of a program. That it failed is a result; that it could not be run at all is an Error.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/spool.h"

namespace code_runner {

enum class ExecutionStatus { kExited, kSignaled, kTimedOut, kOutOfMemory, kCompileFailed, kCancelled };
const char* ToString(ExecutionStatus status);  // "timed_out"

enum class StartKind { kPrestarted, kWarm, kCold, kReused };
const char* ToString(StartKind start);  // "warm"

// One output stream: what was kept of it, and how much there was.
struct CapturedOutput {
  Spool text;
  std::uint64_t bytes = 0;

  bool Truncated() const { return text.Size() < bytes; }
};

struct CompileResult {
  Spool out;
  Spool err;
  int exit_code = 0;
  std::chrono::duration<double> time{0};
  bool cached = false;
};

struct Usage {
  std::chrono::duration<double> wall_time{0};
  std::chrono::duration<double> cpu_time{0};
  std::uint64_t peak_memory_bytes = 0;
};

struct ExecutionResult {
  ExecutionStatus status = ExecutionStatus::kExited;
  int exit_code = 0;          // 128 + n after signal n, 137 out of memory, -1 timed out or cancelled
  std::optional<int> signal;  // that ended the main process
  CapturedOutput out;
  CapturedOutput err;
  std::string metadata;  // JSON text as the program left it, checked to be JSON; empty: none
  Usage usage;
  StartKind start = StartKind::kCold;
  std::optional<CompileResult> compile;
  std::chrono::duration<double> execution_time{0};  // from admission to result
  std::string run_id;
};

}  // namespace code_runner
