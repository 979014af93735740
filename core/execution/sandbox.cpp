#include "execution/sandbox.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "agent/message.h"
#include "base/log.h"

namespace code_runner::execution {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLoggedBytesMax = 4096;  // of what an agent says on standard error

// Whether the event came in time; other than by an event only returns when the time is over.
bool WaitFor(int fd, short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd item{fd, events, 0};
    if (::poll(&item, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000))) > 0) return true;
  }
}

}  // namespace

Sandbox::Sandbox(SandboxReaper& reaper, std::string id, docker::AttachStream stream)
    : reaper_(&reaper), id_(std::move(id)), stream_(std::move(stream)) {
  reaper_->Track(id_);
}

Sandbox::Sandbox(Sandbox&& other) noexcept
    : reaper_(other.reaper_),
      id_(std::exchange(other.id_, {})),
      created_(other.created_),
      stream_(std::exchange(other.stream_, std::nullopt)),
      decoder_(std::move(other.decoder_)),
      logged_bytes_(other.logged_bytes_),
      finished_(other.finished_) {}

Sandbox::~Sandbox() {
  if (id_.empty()) return;  // moved from
  stream_.reset();
  if (finished_) {
    reaper_->Release(id_);
  } else {
    reaper_->Discard(id_);
  }
}

Status Sandbox::SendAll(std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const Result<std::size_t> sent = Send(bytes);
    if (!sent) return sent.error();
    bytes.remove_prefix(*sent);
    if (!bytes.empty() && !WaitFor(PollFd(), POLLOUT, deadline)) {
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

Status Sandbox::AwaitReady(Clock::time_point deadline) {
  while (true) {
    const Result<Received> received = Receive();
    if (!received) return received.error();
    const Result<std::optional<agent::Frame>> frame = NextFrame();
    if (!frame) return frame.error();
    if (*frame) {
      if ((*frame)->type == agent::FrameType::kReady) return Ok();
      return Error{ErrorCode::kProtocolError, "The sandbox failed", "the agent's first frame is not `ready`"};
    }
    if (*received == Received::kEnd) {
      return Error{ErrorCode::kDockerError, "The sandbox failed", "the sandbox ended before it was ready"};
    }
    if (*received == Received::kNothing && !WaitFor(PollFd(), POLLIN, deadline)) {
      return Error{ErrorCode::kDeadlineExceeded, "The sandbox does not answer", "the agent was not ready in time"};
    }
  }
}

bool Sandbox::IsWaiting() {
  const Result<Received> received = Receive();
  return received && *received == Received::kNothing;
}

}  // namespace code_runner::execution
