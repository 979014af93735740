#include "agent/program/keeper.h"

#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "agent/frame.h"
#include "agent/message.h"
#include "agent/program/exit_code.h"
#include "agent/program/pipe.h"

namespace code_runner::agent {
namespace {

// Says that there are no cells here, and why, and ends.
[[noreturn]] void Refuse(std::string_view what) {
  const std::string reason = std::string(what) + ": " + strerror(errno);
  std::string frame;
  AppendFrame(frame, FrameType::kFailed, Encode(FailedMessage{FailureReason::kNoCells, reason}));
  [[maybe_unused]] const ssize_t written = write(STDOUT_FILENO, frame.data(), frame.size());
  _exit(kExitForGood);
}

// Takes exactly `size` bytes; ends when there are no more.
void ReadExactly(char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t taken = read(STDIN_FILENO, bytes, size);
    if (taken == 0 || (taken < 0 && errno != EINTR)) _exit(kExitForGood);
    bytes += std::max<ssize_t>(taken, 0);
    size -= static_cast<std::size_t>(std::max<ssize_t>(taken, 0));
  }
}

// The first frame, whatever it is, and not a byte of the next.
std::string ReadGreeting() {
  std::string frame(kFrameHeaderBytes, '\0');
  ReadExactly(frame.data(), frame.size());
  std::size_t size = 0;
  for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(frame[i]);
  if (size > kFramePayloadBytesMax) _exit(kExitForGood);
  frame.resize(kFrameHeaderBytes + size);
  ReadExactly(frame.data() + kFrameHeaderBytes, size);
  return frame;
}

void AwaitByte(int fd) {
  char byte = 0;
  if (read(fd, &byte, 1) != 1) _exit(kExitForGood);
}

}  // namespace

Keeper::Keeper(FileDescriptor signals, CellPlan::Network network) : signals_(std::move(signals)), network_(network) {}

Keeper::Cell Keeper::Run() {
  Cell cell{.greeting = ReadGreeting()};  // first, so that the server hears a refusal as the answer to it
  const std::optional<CellPlan> plan = CellPlan::Make(network_);
  if (!plan) Refuse("the container has mounts that cells must not have");
  while (true) {
    const pid_t pid = StartCell(*plan);
    if (pid == 0) return cell;
    const int exit_code = AwaitEnd(pid);
    if (exit_code != kExitForNext && exit_code != kExitForNextFresh) _exit(kExitForGood);
    cell.prestart = exit_code == kExitForNext;
  }
}

pid_t Keeper::StartCell(const CellPlan& plan) {
  Pipe mapped;
  if (!mapped.Open()) Refuse("no pipe");
  const pid_t pid = plan.Fork();
  if (pid < 0) Refuse("no namespaces");
  if (pid == 0) {
    signals_.Reset();
    mapped.write_end.Reset();
    AwaitByte(mapped.read_end.Get());
    if (!plan.Enter()) Refuse("no cell");
    return 0;
  }
  if (!CellPlan::MapUsers(pid)) Refuse("no users in the cell");
  [[maybe_unused]] const ssize_t written = write(mapped.write_end.Get(), "", 1);
  return pid;
}

int Keeper::AwaitEnd(pid_t pid) {
  while (true) {
    int status = 0;
    const pid_t ended = waitpid(pid, &status, WNOHANG);
    if (ended == pid) return WIFEXITED(status) ? WEXITSTATUS(status) : kExitForGood;
    if (ended < 0) return kExitForGood;
    signalfd_siginfo signal{};
    [[maybe_unused]] const ssize_t size = read(signals_.Get(), &signal, sizeof(signal));
    if (signal.ssi_signo == SIGTERM) return kExitForGood;
  }
}

}  // namespace code_runner::agent
