// One container with an agent in it: the lease of a sandbox.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "agent/frame.h"
#include "base/result.h"
#include "docker/attach_stream.h"
#include "execution/network_lease.h"
#include "execution/sandbox_reaper.h"

namespace code_runner::execution {

// Whoever holds it holds the container's only connection; letting go of it ends everything in the container. What comes
// from it is hostile. Move-only, not thread-safe.
class Sandbox {
 public:
  // Takes over the container `id` with the claim that it was created under, and the network that it uses, if that is
  // another's. `reaper` must outlive it.
  Sandbox(SandboxReaper& reaper, std::string claim, std::string id, docker::AttachStream stream,
          NetworkLease network = {});
  Sandbox(Sandbox&& other) noexcept;
  Sandbox& operator=(Sandbox&&) = delete;
  ~Sandbox();

  const std::string& Id() const { return id_; }
  std::chrono::system_clock::time_point Created() const { return created_; }

  int PollFd() const { return stream_->PollFd(); }
  // Takes as many bytes as go without waiting.
  Result<std::size_t> Send(std::string_view bytes) { return stream_->Send(bytes); }
  // Sends all of it, waiting until `deadline`. kDeadlineExceeded, kCancelled or kDockerUnreachable.
  Status SendAll(std::string_view bytes, std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);

  enum class Received { kBytes, kNothing, kEnd };
  // Takes what has come, without waiting. What the agent says on standard error is logged, up to a bound.
  Result<Received> Receive();
  // The next whole frame of what was received, valid until the next call of any function. The agent's `ready` is taken
  // care of here: kProtocolError unless it comes first (or `failed` in its place), once, and with our version.
  Result<std::optional<agent::Frame>> NextFrame();

  // The next frame, of whatever kind, once it has come. kDeadlineExceeded, kCancelled, kProtocolError or kDockerError.
  Result<agent::Frame> AwaitFrame(std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);
  // Waits for the agent's `ready`. kDeadlineExceeded, kCancelled, kProtocolError or kDockerError.
  Status AwaitReady(std::chrono::steady_clock::time_point deadline, const std::stop_token& stop);
  // Whether a sandbox that is ready and waits is still there. It has nothing to say, so whatever comes means no.
  bool IsWaiting();

  // To be told that the run is over, and that the agent offers to take another. Whoever wants that calls Renew().
  void MarkTakesAnother() { takes_another_ = true; }
  bool TakesAnother() const { return takes_another_; }
  // Asks the agent for a new cell, with the shape's prestart process in it or without; from then on AwaitReady() and
  // PollReady() tell when it is there. An error, as of SendAll, or kProtocolError: the sandbox is of no use any more.
  // REQUIRES: TakesAnother().
  Status Renew(bool prestart, std::chrono::steady_clock::time_point deadline);
  // Whether the agent's `ready` has come by now, without waiting. kProtocolError or kDockerError: it will not.
  Result<bool> PollReady();
  // How many runs it has served.
  std::uint32_t Runs() const { return runs_; }

  // To be told that the agent has sent its last frame and is about to exit: no need to kill it.
  void MarkFinished() { finished_ = true; }

 private:
  Status TakeReady(const agent::Frame& frame);

  SandboxReaper* reaper_;
  std::string claim_;
  std::string id_;  // empty: moved from
  std::chrono::system_clock::time_point created_ = std::chrono::system_clock::now();
  std::optional<docker::AttachStream> stream_;
  agent::FrameDecoder decoder_;
  std::size_t logged_bytes_ = 0;
  bool ready_ = false;
  bool finished_ = false;
  bool takes_another_ = false;
  std::uint32_t runs_ = 0;
  NetworkLease network_;  // given back last, when the container has been let go of
};

}  // namespace code_runner::execution
