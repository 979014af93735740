// The agent: PID 1 of every sandbox.
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

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
FileDescriptor OpenSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  return FileDescriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
}

[[noreturn]] void Serve() {
  if (getpid() != 1) Refuse("code-runner-agent: runs only as process 1 of a container\n");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) Refuse("code-runner-agent: cannot hide from programs\n");
  if (!RestrictChildren()) Refuse("code-runner-agent: cannot drop what programs must not have\n");
  FileDescriptor signals = OpenSignals();
  if (!signals) Refuse("code-runner-agent: no signal descriptor\n");
  Supervisor(std::move(signals)).Run();
}

}  // namespace
}  // namespace code_runner::agent

int main() {
  code_runner::agent::Serve();
}
