#include "execution/container_launcher.h"

#include <string>
#include <utility>

#include "execution/sandbox_shape.h"

namespace code_runner::execution {
namespace {

// kNotFound has a meaning for whoever asks for a sandbox, which is not this one.
Error NotStarted(Error error, ErrorCode not_found) {
  if (error.code != ErrorCode::kNotFound && error.code != ErrorCode::kConflict) return error;
  return {not_found, "The sandbox could not be started", error.LogText()};
}

// The engine may have done, or yet do, what it did not say that it did.
bool IsInDoubt(ErrorCode code) {
  return code == ErrorCode::kCancelled || code == ErrorCode::kDeadlineExceeded || code == ErrorCode::kDockerUnreachable;
}

}  // namespace

Result<Sandbox> ContainerLauncher::Launch(docker::ContainerSpec spec, NetworkLease network,
                                          const std::stop_token& stop) {
  const std::string claim = reaper_.Claim();
  spec.labels[kClaimLabel] = claim;
  Result<std::string> id = docker_.CreateContainer(spec, stop);
  if (!id) {
    if (IsInDoubt(id.error().code)) {
      reaper_.Doubt(claim);
    } else {
      reaper_.Release(claim);
    }
    return std::move(id).error();
  }
  network.SetUser(*id);
  Result<docker::AttachStream> stream = docker_.Attach(*id);
  if (!stream) {
    reaper_.Discard(claim, *id);
    return NotStarted(std::move(stream).error(), ErrorCode::kDockerError);
  }
  Sandbox sandbox(reaper_, claim, *std::move(id), *std::move(stream), std::move(network));
  // The container and so its image are there: what is missing is the network.
  if (Status started = docker_.StartContainer(sandbox.Id(), stop); !started) {
    return NotStarted(std::move(started).error(), ErrorCode::kConflict);
  }
  return sandbox;
}

}  // namespace code_runner::execution
