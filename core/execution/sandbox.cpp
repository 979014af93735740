#include "execution/sandbox.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "agent/message.h"
#include "base/log.h"
#include "base/stop_event.h"

namespace code_runner::execution {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLoggedBytesMax = 4096;  // of what an agent says on standard error
constexpr std::int64_t kWaitMsMax = 1000;

// Waits until the sandbox is as `events` says, or `stop`, or the deadline; false when that is over.
bool WaitFor(const Sandbox& sandbox, short events, Clock::time_point deadline, const StopEvent& stop) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  if (left <= 0) return false;
  std::array<pollfd, 2> items = {{{sandbox.PollFd(), events, 0}, {stop.PollFd(), POLLIN, 0}}};
  ::poll(items.data(), items.size(), static_cast<int>(std::min<std::int64_t>(left, kWaitMsMax)));
  return true;
}

Error Broken(const char* how) {
  return {ErrorCode::kProtocolError, "The sandbox failed", std::string("agent: ") + how};
}

// What the agent says in place of `ready`, or behind it before it was asked.
Error NotReady(const agent::Frame& frame) {
  if (frame.type != agent::FrameType::kFailed) return Broken("it said more than `ready` before it was asked");
  const Result<agent::FailedMessage> failed = agent::DecodeFailed(frame.payload);
  if (!failed) return failed.error();
  return {ErrorCode::kDockerError, "The sandbox failed", "agent: " + failed->message};
}

}  // namespace

Sandbox::Sandbox(SandboxReaper& reaper, std::string claim, std::string id, docker::AttachStream stream,
                 NetworkLease network)
    : reaper_(&reaper),
      claim_(std::move(claim)),
      id_(std::move(id)),
      stream_(std::move(stream)),
      network_(std::move(network)) {}

Sandbox::Sandbox(Sandbox&& other) noexcept
    : reaper_(other.reaper_),
      claim_(std::move(other.claim_)),
      id_(std::exchange(other.id_, {})),
      created_(other.created_),
      stream_(std::exchange(other.stream_, std::nullopt)),
      decoder_(std::move(other.decoder_)),
      logged_bytes_(other.logged_bytes_),
      ready_(other.ready_),
      finished_(other.finished_),
      takes_another_(other.takes_another_),
      runs_(other.runs_),
      network_(std::move(other.network_)) {}

Sandbox::~Sandbox() {
  if (id_.empty()) return;
  stream_.reset();
  if (finished_) {
    reaper_->Release(claim_);
  } else {
    reaper_->Discard(claim_, id_);
  }
}

Status Sandbox::SendAll(std::string_view bytes, Clock::time_point deadline, const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  while (!bytes.empty()) {
    const Result<std::size_t> sent = Send(bytes);
    if (!sent) return sent.error();
    bytes.remove_prefix(*sent);
    if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "The start of a sandbox was cancelled"};
    if (!bytes.empty() && !WaitFor(*this, POLLOUT, deadline, stop_event)) {
      return Error{ErrorCode::kDeadlineExceeded, "The sandbox does not answer"};
    }
  }
  return Ok();
}

Result<Sandbox::Received> Sandbox::Receive() {
  Result<docker::AttachOutput> output = stream_->Receive();
  if (!output) return std::move(output).error();
  if (!output->err.empty() && logged_bytes_ < kLoggedBytesMax) {
    const std::string_view text = std::string_view(output->err).substr(0, kLoggedBytesMax - logged_bytes_);
    logged_bytes_ += text.size();
    Log(LogLevel::kWarning, "agent_says", {{"sandbox", id_.substr(0, 12)}, {"text", text}});
  }
  decoder_.Feed(output->out);
  if (output->closed) return Received::kEnd;
  return output->out.empty() && output->err.empty() ? Received::kNothing : Received::kBytes;
}

Result<std::optional<agent::Frame>> Sandbox::NextFrame() {
  Result<std::optional<agent::Frame>> frame = decoder_.Next();
  if (!frame || !*frame || (*frame)->type == agent::FrameType::kFailed) return frame;
  if (ready_ && (*frame)->type != agent::FrameType::kReady) return frame;
  if (Status taken = TakeReady(**frame); !taken) return std::move(taken).error();
  return NextFrame();
}

Status Sandbox::TakeReady(const agent::Frame& frame) {
  if (ready_) return Broken("`ready` for a second time");
  if (frame.type != agent::FrameType::kReady) return Broken("the first frame is not `ready`");
  const Result<agent::ReadyMessage> message = agent::DecodeReady(frame.payload);
  if (!message) return message.error();
  if (message->version != agent::kProtocolVersion) return Broken("another version of the protocol");
  ready_ = true;
  return Ok();
}

Result<agent::Frame> Sandbox::AwaitFrame(Clock::time_point deadline, const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  while (true) {
    Result<std::optional<agent::Frame>> frame = decoder_.Next();
    if (!frame) return std::move(frame).error();
    if (*frame) return **frame;
    const Result<Received> received = Receive();
    if (!received) return received.error();
    if (*received == Received::kEnd) {
      return Error{ErrorCode::kDockerError, "The sandbox failed", "the sandbox ended before it answered"};
    }
    if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "The wait for a sandbox was cancelled"};
    if (*received == Received::kNothing && !WaitFor(*this, POLLIN, deadline, stop_event)) {
      return Error{ErrorCode::kDeadlineExceeded, "The sandbox does not answer", "the agent did not answer in time"};
    }
  }
}

Status Sandbox::AwaitReady(Clock::time_point deadline, const std::stop_token& stop) {
  if (ready_) return Ok();
  const Result<agent::Frame> frame = AwaitFrame(deadline, stop);
  if (!frame) return frame.error();
  if (frame->type == agent::FrameType::kFailed) return NotReady(*frame);
  if (Status taken = TakeReady(*frame); !taken) return taken;
  const Result<std::optional<agent::Frame>> more = NextFrame();
  if (!more) return more.error();
  if (*more) return NotReady(**more);
  return Ok();
}

Status Sandbox::Renew(bool prestart, Clock::time_point deadline) {
  const Result<std::optional<agent::Frame>> frame = decoder_.Next();
  if (!frame || *frame) return Broken("it said more than its result");
  takes_another_ = false;
  ready_ = false;
  ++runs_;
  std::string next;
  agent::AppendFrame(next, agent::FrameType::kNext, agent::Encode(agent::NextMessage{prestart}));
  return SendAll(next, deadline, std::stop_token());
}

Result<bool> Sandbox::PollReady() {
  const Result<Received> received = Receive();
  if (!received) return received.error();
  const Result<std::optional<agent::Frame>> frame = NextFrame();
  if (!frame) return frame.error();
  if (*frame) return NotReady(**frame);
  if (*received == Received::kEnd) {
    return Error{ErrorCode::kDockerError, "The sandbox failed", "the sandbox ended while it waited"};
  }
  return ready_;
}

bool Sandbox::IsWaiting() {
  const Result<Received> received = Receive();
  return received && *received == Received::kNothing;
}

}  // namespace code_runner::execution
