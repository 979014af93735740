#include "agent/program/supervisor.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "agent/program/cgroup.h"
#include "agent/program/child.h"
#include "agent/program/exit_code.h"
#include "agent/program/metadata_file.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto kNever = Supervisor::Clock::time_point::max();
constexpr auto kReapTimeMax = 500ms;  // for processes that SIGKILL does not end at once
constexpr auto kFlushTimeMax = 10s;   // for a server that does not read
constexpr ExitStatus kKilled{.code = 128 + SIGKILL, .signal = SIGKILL};

enum Slot { kSignals, kInput, kOutput, kWriterInput, kWriterReport, kStdin, kStdout, kStderr, kSlotCount };
using Slots = std::array<pollfd, kSlotCount>;

timespec TimeUntil(Supervisor::Clock::time_point deadline) {
  const auto left = std::max(deadline - Supervisor::Clock::now(), Supervisor::Clock::duration::zero());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {.tv_sec = seconds.count(), .tv_nsec = (left - seconds).count()};
}

}  // namespace

Supervisor::Supervisor(FileDescriptor signals, const SupervisorOptions& options)
    : signals_(std::move(signals)),
      connection_(options.received),
      in_cell_(options.in_cell),
      out_of_memory_kills_(ReadOutOfMemoryKills().value_or(0)) {}

void Supervisor::Run() {
  HandleFrames();
  while (!session_.IsComplete()) Pump(kNever);
  const RunMessage& run = session_.Run();
  const auto deadline = Clock::now() + run.timeout;
  if (run.compile) {
    constexpr Streams kCompileStreams{FrameType::kCompileStdout, FrameType::kCompileStderr};
    const ResultMessage compiled = Execute(*run.compile, kCompileStreams, false, deadline);
    connection_.Send(FrameType::kCompiled, Encode(CompiledMessage{compiled.exit_code, compiled.wall_time}));
    if (compiled.exit_code != 0) LeaveAfterCompile(compiled);
  }
  const ResultMessage result = Execute(run.run, {FrameType::kStdout, FrameType::kStderr}, run.has_stdin, deadline);
  SendMetadata();
  LeaveWith(result);
}

ResultMessage Supervisor::Execute(const Process& process, Streams streams, bool has_stdin, Clock::time_point deadline) {
  const auto cpu_time_before = ReadReapedUsage().cpu_time;
  const auto start = Clock::now();
  Start(process, streams, has_stdin);
  while (!execution_->exit && !session_.IsCancelled() && Clock::now() < deadline) Pump(deadline);
  const std::optional<ExitStatus> exit = execution_->exit;
  const auto wall_time = Clock::now() - start;
  KillAndReap();
  if (has_stdin) session_.Input().Disconnect();
  Drain(execution_->output);
  Drain(execution_->error);

  ResultMessage result = Judge(exit);
  const ReapedUsage usage = ReadReapedUsage();
  result.wall_time = wall_time;
  result.cpu_time = usage.cpu_time - cpu_time_before;
  // Of a container that is used again, the group's peak may be that of another run.
  const std::optional<std::uint64_t> peak = in_cell_ ? std::nullopt : ReadPeakMemoryBytes();
  result.peak_memory_bytes = peak.value_or(usage.largest_process_bytes);
  result.stdout_bytes = execution_->output.Bytes();
  result.stderr_bytes = execution_->error.Bytes();
  execution_.reset();
  return result;
}

void Supervisor::Start(const Process& process, Streams streams, bool has_stdin) {
  std::optional<Child> child = StartChild(process, session_.WorkDir(), has_stdin);
  if (!child) Fail({FailureReason::kExhausted, std::string("cannot start a process: ") + strerror(errno)});
  const std::uint64_t bytes_max = session_.Run().output_bytes_max;
  execution_ = Execution{child->pid, OutputStream(std::move(child->output), streams.output, bytes_max),
                         OutputStream(std::move(child->error), streams.error, bytes_max)};
  if (has_stdin) {
    session_.Input().Connect(std::move(child->input));
    HandleStdin();
  }
}

void Supervisor::KillAndReap() {
  KillAll();
  Reap();
  const auto deadline = Clock::now() + kReapTimeMax;
  while (HasChildren() && Clock::now() < deadline) Pump(deadline);
}

// Nothing is left that could write, so this ends with what the pipe holds; should something be, it ends all the same.
void Supervisor::Drain(OutputStream& stream) {
  for (std::size_t left = stream.PipeBytesMax(); left > 0;) {
    WaitForRoom();
    const std::size_t size = stream.Forward(connection_);
    if (size == 0) return;
    left -= std::min(left, size);
  }
}

ResultMessage Supervisor::Judge(const std::optional<ExitStatus>& exit) {
  ResultMessage result;
  ExitStatus status = exit.value_or(kKilled);
  const bool may_lack_memory = status.code != 0 && (status.signal == 0 || status.signal == SIGKILL);
  const bool out_of_memory = HasNewOutOfMemoryKills() && may_lack_memory;
  if (!exit) {
    result.outcome = session_.IsCancelled() ? Outcome::kCancelled : Outcome::kTimedOut;
  } else if (out_of_memory) {
    result.outcome = Outcome::kOutOfMemory;
    status = kKilled;
  } else {
    result.outcome = status.signal != 0 ? Outcome::kSignaled : Outcome::kExited;
  }
  result.exit_code = static_cast<std::uint32_t>(status.code);
  result.signal = static_cast<std::uint32_t>(status.signal);
  return result;
}

bool Supervisor::HasNewOutOfMemoryKills() {
  const std::uint64_t kills = ReadOutOfMemoryKills().value_or(0);
  const bool has_new = kills > std::exchange(out_of_memory_kills_, kills);
  ran_out_of_memory_ |= has_new;
  return has_new;
}

void Supervisor::LeaveAfterCompile(ResultMessage result) {
  if (result.outcome == Outcome::kExited || result.outcome == Outcome::kSignaled) {
    result.outcome = Outcome::kCompileFailed;
  }
  result.stdout_bytes = 0;  // those were the compiler's
  result.stderr_bytes = 0;
  LeaveWith(result);
}

void Supervisor::LeaveWith(ResultMessage result) {
  result.takes_another = in_cell_ && IsUnharmed(result.outcome);
  connection_.Send(FrameType::kResult, Encode(result));
  if (result.takes_another) LeaveForNext();
  Leave(EXIT_SUCCESS);
}

void Supervisor::LeaveForNext() {
  leaving_ = true;
  while (!next_) Pump(kNever);
  _exit(kExitForNext);
}

bool Supervisor::IsUnharmed(Outcome outcome) const {
  const bool ended_by_itself =
      outcome == Outcome::kExited || outcome == Outcome::kSignaled || outcome == Outcome::kCompileFailed;
  return ended_by_itself && !ran_out_of_memory_ && !HasChildren();
}

void Supervisor::SendMetadata() {
  MetadataFile file(session_.Run().metadata_bytes_max);
  while (!file.AtEnd()) {
    WaitForRoom();
    file.Forward(connection_);
  }
}

void Supervisor::WaitForRoom() {
  const auto deadline = Clock::now() + kFlushTimeMax;
  while (!connection_.HasRoom()) {
    if (Clock::now() >= deadline) _exit(EXIT_FAILURE);
    Pump(deadline);
  }
}

void Supervisor::Fail(const FailedMessage& failure) {
  connection_.Send(FrameType::kFailed, Encode(failure));
  Leave(EXIT_FAILURE);
}

void Supervisor::Leave(int exit_code) {
  KillAll();
  leaving_ = true;
  execution_.reset();
  const auto deadline = Clock::now() + kFlushTimeMax;
  while (!connection_.IsFlushed() && Clock::now() < deadline) Pump(deadline);
  _exit(exit_code);
}

void Supervisor::Pump(Clock::time_point deadline) {
  Slots slots;
  slots.fill({.fd = -1, .events = POLLIN, .revents = 0});
  slots[kSignals].fd = signals_.Get();
  slots[kInput] = {
      .fd = STDIN_FILENO, .events = static_cast<short>(leaving_ || session_.TakesFrames() ? POLLIN : 0), .revents = 0};
  slots[kOutput] = {
      .fd = STDOUT_FILENO, .events = static_cast<short>(connection_.IsFlushed() ? 0 : POLLOUT), .revents = 0};
  if (const auto& writer = session_.Writer()) {
    slots[kWriterInput] = {.fd = writer->InputFd(), .events = POLLOUT, .revents = 0};
    slots[kWriterReport].fd = writer->ReportFd();
  }
  slots[kStdin] = {.fd = session_.Input().Fd(), .events = POLLOUT, .revents = 0};
  if (execution_ && connection_.HasRoom()) {
    slots[kStdout].fd = execution_->output.Fd();
    slots[kStderr].fd = execution_->error.Fd();
  }
  const timespec timeout = TimeUntil(deadline);
  if (ppoll(slots.data(), slots.size(), &timeout, nullptr) > 0) HandleEvents(slots.data());
  if (connection_.IsClosed()) _exit(EXIT_SUCCESS);
}

void Supervisor::HandleEvents(const pollfd* slots) {
  const auto happened = [slots](Slot slot) { return slots[slot].revents != 0; };
  if (happened(kOutput)) connection_.Flush();
  if (happened(kWriterInput)) session_.Writer()->Write();
  if (happened(kWriterReport)) HandleWriterReport();
  if (happened(kStdout) && connection_.HasRoom()) execution_->output.Forward(connection_);
  if (happened(kStderr) && connection_.HasRoom()) execution_->error.Forward(connection_);
  if (happened(kInput)) {
    connection_.Receive();
    HandleFrames();
  }
  if (happened(kStdin)) HandleStdin();
  if (happened(kSignals)) HandleSignals();
}

void Supervisor::HandleSignals() {
  signalfd_siginfo signal{};
  while (read(signals_.Get(), &signal, sizeof(signal)) == sizeof(signal)) {
    if (signal.ssi_signo == SIGTERM) _exit(EXIT_SUCCESS);
  }
  Reap();
}

void Supervisor::HandleFrames() {
  if (leaving_) return DiscardFrames();
  while (true) {
    const auto frame = connection_.NextFrame();
    if (!frame.ok()) Fail({FailureReason::kProtocol, frame.error().message});
    if (!frame->has_value()) break;
    if (const Failure failure = session_.Handle(**frame)) Fail(*failure);
  }
  HandleStdin();
}

void Supervisor::DiscardFrames() {
  while (true) {
    const auto frame = connection_.NextFrame();
    if (!frame.ok()) _exit(kExitForGood);
    if (!frame->has_value()) return;
    if ((*frame)->type == FrameType::kNext) next_ = true;
  }
}

void Supervisor::HandleWriterReport() {
  FileWriter& writer = *session_.Writer();
  const auto before = writer.GetState();
  writer.ReadReport();
  if (leaving_) return;
  if (writer.GetState() == FileWriter::State::kFailed) Fail(writer.WhyFailed());
  if (before == FileWriter::State::kCopyingSkeleton && writer.GetState() != before) {
    connection_.Send(FrameType::kReady, Encode(ReadyMessage{kProtocolVersion}));
  }
}

void Supervisor::HandleStdin() {
  const std::size_t taken = session_.Input().Write();
  if (taken > 0 && execution_ && !session_.Input().HasEnded()) {
    connection_.Send(FrameType::kStdinTaken, Encode(StdinTakenMessage{static_cast<std::uint32_t>(taken)}));
  }
}

void Supervisor::Reap() {
  while (const std::optional<ExitStatus> ended = ReapNext()) {
    if (execution_ && !execution_->exit && ended->pid == execution_->pid) execution_->exit = ended;
  }
}

}  // namespace code_runner::agent
