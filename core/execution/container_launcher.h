// The way of every container of ours into being.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "docker/client.h"
#include "execution/network_lease.h"
#include "execution/sandbox.h"
#include "execution/sandbox_reaper.h"

namespace code_runner::execution {

// Thread-safe.
class ContainerLauncher {
 public:
  // Both must outlive it.
  ContainerLauncher(docker::Client& docker, SandboxReaper& reaper) : docker_(docker), reaper_(reaper) {}

  // Creates the container, takes its one connection, and starts it; nothing was said to its agent yet. `network`, if it
  // holds one, is the sandbox's from then on, and goes back when the sandbox has ended; also when there will be none.
  // What fails on the way leaves nothing behind. kNotFound when the engine does not know the image; kConflict when what
  // the container was to be attached to is gone; kDockerUnreachable, kDeadlineExceeded, kCancelled, kDockerError.
  Result<Sandbox> Launch(docker::ContainerSpec spec, NetworkLease network, const std::stop_token& stop);

 private:
  docker::Client& docker_;
  SandboxReaper& reaper_;
};

}  // namespace code_runner::execution
