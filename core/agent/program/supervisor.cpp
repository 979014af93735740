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

#include "agent/program/child.h"
#include "agent/program/exit_code.h"
#include "agent/program/network_state.h"
#include "agent/program/user_file.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto kNever = Supervisor::Clock::time_point::max();
constexpr auto kReapTimeMax = 500ms;  // for processes that SIGKILL does not end at once
constexpr auto kFlushTimeMax = 10s;   // for a server that does not read
constexpr char kMetadataPath[] = "/metadata/.quartermaster_metadata.json";
constexpr ExitStatus kKilled{.code = 128 + SIGKILL, .signal = SIGKILL};

enum Slot { kSignals, kInput, kOutput, kWriterInput, kWriterReport, kStdin, kStdout, kStderr, kPrestart, kSlotCount };
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
      prestarts_(options.prestart),
      out_of_memory_kills_(memory_.OutOfMemoryKills().value_or(0)) {}

void Supervisor::Run() {
  HandleFrames();
  AwaitRun();
  const RunMessage& run = session_.Run();
  const auto deadline = Clock::now() + run.timeout;
  if (run.compile) {
    constexpr Streams kCompileStreams{FrameType::kCompileStdout, FrameType::kCompileStderr};
    const ResultMessage compiled = Execute({*run.compile, kCompileStreams}, deadline);
    if (compiled.exit_code != 0) LeaveAfterCompile(compiled);
    SendCompiled(compiled);
  }
  const ResultMessage result =
      Execute({run.run, {FrameType::kStdout, FrameType::kStderr}, run.has_stdin, run.may_prestart}, deadline);
  SendMetadata();
  LeaveWith(result);
}

void Supervisor::AwaitRun() {
  while (!session_.IsComplete()) {
    Pump(prestart_.Deadline());
    if (prestart_.IsStarting() && Clock::now() >= prestart_.Deadline()) {
      prestart_.End();
      SendReady();
    }
  }
  SendReady();  // at the latest: a server need not wait for it
}

void Supervisor::SendReady() {
  if (!std::exchange(ready_sent_, true)) connection_.Send(FrameType::kReady, Encode(ReadyMessage{kProtocolVersion}));
}

ResultMessage Supervisor::Execute(const Task& task, Clock::time_point deadline) {
  auto start = Clock::now();
  if (!HandOver(task)) Start(task);
  AwaitExit(deadline);
  if (WasRefused()) {
    KillAndReap();
    start = Clock::now();
    Start(task);
    AwaitExit(deadline);
  }
  const std::optional<ExitStatus> exit = execution_->exit;
  const auto wall_time = Clock::now() - start;
  KillAndReap();
  if (task.has_stdin) session_.Input().Disconnect();
  Drain(execution_->output);
  Drain(execution_->error);

  ResultMessage result = Judge(exit);
  const ReapedUsage usage = ReadReapedUsage();
  result.wall_time = wall_time;
  result.cpu_time = std::max(usage.cpu_time - execution_->cpu_time_before, std::chrono::nanoseconds::zero());
  // Of a container that is used again, the group's peak may be that of another run.
  const std::optional<std::uint64_t> peak = in_cell_ ? std::nullopt : memory_.PeakBytes();
  result.peak_memory_bytes = peak.value_or(usage.largest_process_bytes);
  result.stdout_bytes = execution_->output.Bytes();
  result.stderr_bytes = execution_->error.Bytes();
  result.prestarted = execution_->prestarted;
  execution_.reset();
  return result;
}

bool Supervisor::HandOver(const Task& task) {
  if (!prestart_.WasStarted()) return false;
  HasNewOutOfMemoryKills();  // one may have been that of this process
  const auto cpu_time_before = ReadReapedUsage().cpu_time + prestart_.CpuTime();
  std::optional<Child> child = task.may_prestart ? prestart_.HandOver(task.process) : std::nullopt;
  if (!child) {
    if (prestart_.IsLeft()) KillAndReap();
    return false;
  }
  Begin(task, *std::move(child));
  execution_->prestarted = true;
  execution_->cpu_time_before = cpu_time_before;
  return true;
}

void Supervisor::Start(const Task& task) {
  std::optional<Child> child = StartChild(task.process, session_.WorkDir());
  if (!child) Fail({FailureReason::kExhausted, std::string("cannot start a process: ") + strerror(errno)});
  Begin(task, *std::move(child));
  execution_->cpu_time_before = ReadReapedUsage().cpu_time;
  if (!task.has_stdin) return;
  session_.Input().Connect(std::move(execution_->waiting_input));
  HandleStdin();
}

void Supervisor::Begin(const Task& task, Child child) {
  const std::uint64_t bytes_max = session_.Run().output_bytes_max;
  execution_ = Execution{child.pid, OutputStream(std::move(child.output), task.streams.output, bytes_max),
                         OutputStream(std::move(child.error), task.streams.error, bytes_max)};
  if (task.has_stdin) execution_->waiting_input = std::move(child.input);
}

void Supervisor::AwaitExit(Clock::time_point deadline) {
  while (!execution_->exit && !session_.IsCancelled() && Clock::now() < deadline) Pump(deadline);
}

bool Supervisor::WasRefused() {
  if (!execution_->prestarted || !execution_->exit) return false;
  if (prestart_.ControlFd() >= 0) HandlePrestart();
  return !prestart_.HasTakenRun();
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
  const std::uint64_t kills = memory_.OutOfMemoryKills().value_or(0);
  const bool has_new = kills > std::exchange(out_of_memory_kills_, kills);
  ran_out_of_memory_ |= has_new;
  return has_new;
}

void Supervisor::LeaveAfterCompile(ResultMessage result) {
  if (result.outcome == Outcome::kExited || result.outcome == Outcome::kSignaled) {
    result.outcome = Outcome::kCompileFailed;
  }
  connection_.Send(FrameType::kCompiled, Encode(CompiledMessage{result.exit_code, result.wall_time}));
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
  _exit(next_->prestart ? kExitForNext : kExitForNextFresh);
}

bool Supervisor::IsUnharmed(Outcome outcome) const {
  const bool ended_by_itself =
      outcome == Outcome::kExited || outcome == Outcome::kSignaled || outcome == Outcome::kCompileFailed;
  return ended_by_itself && !ran_out_of_memory_ && !HasChildren();
}

// The run process starts only behind this, so it can change nothing of what is sent.
void Supervisor::SendCompiled(const ResultMessage& compiled) {
  const RunMessage& run = session_.Run();
  const std::uint64_t bytes_max = run.artifact.empty() ? 0 : run.artifact_bytes_max;
  UserFile artifact(session_.WorkDir() + "/" + run.artifact, FrameType::kArtifact, bytes_max);
  connection_.Send(FrameType::kCompiled, Encode(CompiledMessage{compiled.exit_code, compiled.wall_time,
                                                                artifact.BytesLeft(), artifact.IsExecutable()}));
  while (artifact.BytesLeft() > 0) {
    WaitForRoom();
    if (!artifact.Forward(connection_)) Fail({FailureReason::kExhausted, "the artifact cannot be read"});
  }
}

// What cannot be read of it is left out: then it is no valid text, and counts as none.
void Supervisor::SendMetadata() {
  UserFile file(kMetadataPath, FrameType::kMetadata, session_.Run().metadata_bytes_max);
  while (file.BytesLeft() > 0) {
    WaitForRoom();
    if (!file.Forward(connection_)) return;
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
  slots[kPrestart].fd = prestart_.ControlFd();
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
  if (happened(kPrestart)) HandlePrestart();
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
    if ((*frame)->type == FrameType::kCheckNetwork && !session_.Writer()) {
      CheckNetwork();
      continue;
    }
    if (const Failure failure = session_.Handle(**frame)) Fail(*failure);
  }
  HandleStdin();
}

void Supervisor::DiscardFrames() {
  while (true) {
    const auto frame = connection_.NextFrame();
    if (!frame.ok()) _exit(kExitForGood);
    if (!frame->has_value()) return;
    if ((*frame)->type != FrameType::kNext) continue;
    const Result<NextMessage> next = DecodeNext((*frame)->payload);
    if (!next.ok()) _exit(kExitForGood);
    next_ = *next;
  }
}

void Supervisor::CheckNetwork() {
  std::string state = ReadNetworkState();
  const bool unchanged = !state.empty() && state == network_state_;
  network_state_.swap(state);
  connection_.Send(FrameType::kNetworkChecked, Encode(NetworkCheckedMessage{unchanged}));
}

void Supervisor::HandleWriterReport() {
  FileWriter& writer = *session_.Writer();
  const auto before = writer.GetState();
  writer.ReadReport();
  if (leaving_) return;
  if (writer.GetState() == FileWriter::State::kFailed) Fail(writer.WhyFailed());
  if (before == FileWriter::State::kCopyingSkeleton && writer.GetState() != before) {
    if (prestarts_ && session_.Prestart() && !session_.HasRun())
      prestart_.Start(*session_.Prestart(), session_.WorkDir());
    if (!prestart_.IsStarting()) SendReady();
  }
}

void Supervisor::HandlePrestart() {
  prestart_.ReadControl();
  if (leaving_) return;
  if (!execution_ && !prestart_.IsStarting()) SendReady();
  if (execution_ && prestart_.HasTakenRun() && execution_->waiting_input) {
    session_.Input().Connect(std::move(execution_->waiting_input));
    HandleStdin();
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
    if (prestart_.OnExit(ended->pid) && !leaving_) SendReady();
    if (execution_ && !execution_->exit && ended->pid == execution_->pid) execution_->exit = ended;
  }
}

}  // namespace code_runner::agent
