// The agent: PID 1 of every sandbox.
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "agent/mode.h"
#include "agent/program/cell.h"
#include "agent/program/keeper.h"
#include "agent/program/supervisor.h"
#include "agent/program/user.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {
namespace {

[[noreturn]] void Refuse(std::string_view message) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, message.data(), message.size());
  _exit(EXIT_FAILURE);
}

// PID 1 ignores every signal it does not ask for; these two it asks for.
FileDescriptor OpenSignals(int flags) {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  FileDescriptor descriptor(signalfd(-1, &signals, flags | SFD_CLOEXEC));
  if (!descriptor) Refuse("code-runner-agent: no signal descriptor\n");
  return descriptor;
}

void Restrict() {
  if (getpid() != 1) Refuse("code-runner-agent: runs only as process 1 of a container\n");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) Refuse("code-runner-agent: cannot hide from programs\n");
  if (!RestrictChildren()) Refuse("code-runner-agent: cannot drop what programs must not have\n");
}

[[noreturn]] void ServeOneRun(const SupervisorOptions& options) {
  Restrict();
  Supervisor(OpenSignals(SFD_NONBLOCK), options).Run();
}

[[noreturn]] void ServeInCells(CellPlan::Network network) {
  Restrict();
  Keeper::Cell cell = Keeper(OpenSignals(0), network).Run();
  ServeOneRun({.received = std::move(cell.greeting), .in_cell = true, .prestart = cell.prestart});
}

[[noreturn]] void Serve(std::string_view mode) {
  if (mode == kModeOneRun) ServeOneRun({});
  if (mode == kModeCells) ServeInCells(CellPlan::Network::kOwn);
  if (mode == kModeCellsInNetwork) ServeInCells(CellPlan::Network::kOfContainer);
  Refuse("code-runner-agent: unknown mode\n");
}

}  // namespace
}  // namespace code_runner::agent

int main(int argc, char** argv) {
  code_runner::agent::Serve(argc > 1 ? argv[1] : code_runner::agent::kModeOneRun);
}
