#include "execution/executor.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "agent/frame.h"
#include "base/stop_event.h"
#include "execution/result_collector.h"
#include "execution/run_input.h"

namespace code_runner::execution {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kNoExitCode = -1;
constexpr int kKilledSignal = 9;
constexpr int kKilledExitCode = 128 + kKilledSignal;
constexpr std::int64_t kWaitMsMax = 1000;  // of one poll

enum class Ending { kResult, kTimeOver, kStopped, kLost };

// Talks with the agent of one sandbox: sends what is left of the input while it takes what comes.
class Conversation {
 public:
  Conversation(Sandbox& sandbox, RunInput input, ResultCollector& collector)
      : sandbox_(sandbox), input_(std::move(input)), collector_(collector) {}

  // When the files and the plan had left the server.
  std::optional<Clock::time_point> Sent() const { return sent_; }

  bool HasSentAll() const { return !broken_ && input_.Pending().empty(); }

  Result<Ending> HoldUntil(Clock::time_point deadline, const std::stop_token& stop) {
    const StopEvent stop_event(stop);
    while (true) {
      if (const Status sent = SendSome(); !sent) return sent.error();
      const Result<std::optional<Ending>> ending = ReceiveSome();
      if (!ending) return ending.error();
      if (*ending) return **ending;
      if (stop.stop_requested()) return Ending::kStopped;
      if (Clock::now() >= deadline) return Ending::kTimeOver;
      if (!received_something_) Wait(stop_event, deadline);
    }
  }

 private:
  // An error is one of the input's own.
  Status SendSome() {
    if (broken_ || input_.Pending().empty()) return Ok();
    const Result<std::size_t> taken = sandbox_.Send(input_.Pending());
    if (!taken) {
      broken_ = true;  // what it said before may still be there to be read
      return Ok();
    }
    if (Status consumed = input_.Consume(*taken); !consumed) return consumed;
    if (!sent_ && input_.HasSentRun()) sent_ = Clock::now();
    return Ok();
  }

  Result<std::optional<Ending>> ReceiveSome() {
    const Result<Sandbox::Received> received = sandbox_.Receive();
    if (!received) {
      if (received.error().code == ErrorCode::kProtocolError) return received.error();
      return std::optional(Ending::kLost);
    }
    received_something_ = *received == Sandbox::Received::kBytes;
    while (true) {
      const Result<std::optional<agent::Frame>> frame = sandbox_.NextFrame();
      if (!frame) return frame.error();
      if (!*frame) break;
      const Result<bool> done = Take(**frame);
      if (!done) return done.error();
      if (*done) return std::optional(Ending::kResult);
    }
    if (*received == Sandbox::Received::kEnd) return std::optional(Ending::kLost);
    return std::optional<Ending>();
  }

  // Whether that was the last one.
  Result<bool> Take(const agent::Frame& frame) {
    if (frame.type != agent::FrameType::kStdinTaken) return collector_.Take(frame);
    if (Status taken = input_.OnStdinTaken(frame.payload); !taken) return std::move(taken).error();
    return false;
  }

  void Wait(const StopEvent& stop_event, Clock::time_point deadline) const {
    const bool has_input = !broken_ && !input_.Pending().empty();
    const auto events = static_cast<short>(has_input ? POLLIN | POLLOUT : POLLIN);
    std::array<pollfd, 2> items = {{{sandbox_.PollFd(), events, 0}, {stop_event.PollFd(), POLLIN, 0}}};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    ::poll(items.data(), items.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, kWaitMsMax)));
  }

  Sandbox& sandbox_;
  RunInput input_;
  ResultCollector& collector_;
  bool broken_ = false;  // nothing more can be sent
  bool received_something_ = false;
  std::optional<Clock::time_point> sent_;
};

void PauseUnlessStopped(std::chrono::milliseconds duration, const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  pollfd item{stop_event.PollFd(), POLLIN, 0};
  ::poll(&item, 1, static_cast<int>(duration.count()));
}

// What happened from `started` until now, by phase.
void NotePhases(ExecutionResult& result, Clock::time_point started, std::optional<Clock::time_point> sent) {
  const PhaseTimes::Seconds total = Clock::now() - started;
  PhaseTimes::Seconds run = result.usage.wall_time;
  if (result.compile) run += result.compile->time;
  result.phases.send = sent ? *sent - started : total;
  result.phases.run = std::min(run, total - result.phases.send);
  result.phases.collect = total - result.phases.send - result.phases.run;
}

// The result of a run that ends with its sandbox.
ExecutionResult Abandon(ExecutionResult result, ExecutionStatus status) {
  result.status = status;
  result.exit_code = kNoExitCode;
  result.signal = kKilledSignal;
  return result;
}

}  // namespace

Result<ExecutionResult> Executor::Execute(Sandbox& sandbox, const ExecutionPlan& plan,
                                          const std::optional<std::string>& stdin_text,
                                          std::chrono::milliseconds timeout, const std::stop_token& stop,
                                          const ArtifactTransfer& transfer) {
  ResultCollector collector(plan.compile.has_value(), options_.output_bytes_max, options_.metadata_bytes_max,
                            transfer.from_sandbox);
  Conversation conversation(
      sandbox, RunInput(plan, stdin_text, timeout, options_.output_bytes_max, options_.metadata_bytes_max, transfer),
      collector);
  const Clock::time_point started = Clock::now();
  const Result<Ending> ending = conversation.HoldUntil(started + timeout + options_.timeout_grace, stop);
  if (!ending) return ending.error();
  const bool takes_another = collector.TakesAnother();
  ExecutionResult result = std::move(collector).Finish();
  if (*ending == Ending::kTimeOver) result.usage.wall_time = Clock::now() - started;
  NotePhases(result, started, conversation.Sent());
  switch (*ending) {
    case Ending::kResult:
      // A sandbox that has got half a frame cannot be talked to any more.
      if (!takes_another) {
        sandbox.MarkFinished();
      } else if (conversation.HasSentAll()) {
        sandbox.MarkTakesAnother();
      }
      return result;
    case Ending::kStopped:
      return Abandon(std::move(result), ExecutionStatus::kCancelled);
    case Ending::kLost:
      return ExplainLoss(sandbox, std::move(result), stop);
    case Ending::kTimeOver:
      break;
  }
  return Abandon(std::move(result), ExecutionStatus::kTimedOut);
}

Result<ExecutionResult> Executor::ExplainLoss(const Sandbox& sandbox, ExecutionResult partial,
                                              const std::stop_token& stop) {
  docker::ContainerEnd end;
  for (int lookup = 0; lookup < options_.lookups_max && !stop.stop_requested(); ++lookup) {
    if (lookup > 0) PauseUnlessStopped(options_.lookup_interval, stop);
    Result<docker::ContainerEnd> found = docker_.FindContainerEnd(sandbox.Id(), sandbox.Created());
    if (!found) return std::move(found).error();
    end = *std::move(found);
    if (end.out_of_memory || end.exit_code.value_or(kKilledExitCode) != kKilledExitCode) break;
  }
  if (!end.out_of_memory && end.exit_code != kKilledExitCode) {
    return Error{ErrorCode::kDockerError, "The sandbox was lost", "the sandbox ended without a result"};
  }
  partial.status = end.out_of_memory ? ExecutionStatus::kOutOfMemory : ExecutionStatus::kSignaled;
  partial.exit_code = kKilledExitCode;
  partial.signal = kKilledSignal;
  return partial;
}

}  // namespace code_runner::execution
