#include "agent/program/process_table.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace code_runner::agent {
namespace {

constexpr int kSignalExitBase = 128;

std::chrono::nanoseconds ToDuration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

std::optional<ExitStatus> ReapNext() {
  int status = 0;
  const pid_t pid = waitpid(-1, &status, WNOHANG);
  if (pid <= 0) return std::nullopt;
  if (WIFSIGNALED(status)) return ExitStatus{pid, kSignalExitBase + WTERMSIG(status), WTERMSIG(status)};
  return ExitStatus{pid, WEXITSTATUS(status), 0};
}

bool HasChildren() {
  siginfo_t info{};
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void KillAll() {
  if (getpid() == 1) kill(-1, SIGKILL);
}

ReapedUsage ReadReapedUsage() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return {ToDuration(usage.ru_utime) + ToDuration(usage.ru_stime), static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

}  // namespace code_runner::agent
