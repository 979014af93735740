// The processes of the sandbox, as PID 1 sees them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace code_runner::agent {

// How a process ended.
struct ExitStatus {
  pid_t pid = 0;
  int code = 0;    // 128 + n after signal n
  int signal = 0;  // 0: none
};

// Takes over the next process that has ended; nothing when there is none for now.
std::optional<ExitStatus> ReapNext();

// There are processes that were not reaped yet.
bool HasChildren();

// Sends SIGKILL to every process but the caller. REQUIRES: the caller is PID 1 of its own pid namespace.
void KillAll();

// CPU time of all processes reaped so far, and the largest memory that one of them had.
struct ReapedUsage {
  std::chrono::nanoseconds cpu_time{0};
  std::uint64_t largest_process_bytes = 0;
};
ReapedUsage ReadReapedUsage();

}  // namespace code_runner::agent
