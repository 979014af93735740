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

// Where the time of a run went, in this order. Together they are its `execution_time`.
struct PhaseTimes {
  using Seconds = std::chrono::duration<double>;

  Seconds queue{0};    // until its turn came; a wait for the image counts
  Seconds acquire{0};  // of a sandbox
  Seconds send{0};     // until its files and plan had left the server
  Seconds run{0};      // of its processes, as the sandbox says, but no more than was left
  Seconds collect{0};  // the rest: on the way to the processes and back
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
  PhaseTimes phases;
  std::string run_id;
  std::string runtime_id;
};

}  // namespace code_runner
