// Makes sandboxes.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "base/result.h"
#include "docker/client.h"
#include "execution/sandbox.h"
#include "execution/sandbox_network.h"
#include "execution/sandbox_reaper.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {

// Thread-safe.
class SandboxFactory {
 public:
  // All of them must outlive it.
  SandboxFactory(docker::Client& docker, SandboxNetwork& network, SandboxReaper& reaper, SandboxPolicy policy);

  // A started container whose agent has been greeted, but may not be ready yet. kNotFound when the engine does not know
  // the image; kDockerUnreachable, kDeadlineExceeded, kDockerError.
  Result<Sandbox> Create(const SandboxShape& shape);

 private:
  Result<std::uint32_t> HostCpus();

  docker::Client& docker_;
  SandboxNetwork& network_;
  SandboxReaper& reaper_;
  const SandboxPolicy policy_;
  std::mutex mutex_;
  std::uint32_t host_cpus_ = 0;  // 0: not asked yet
};

}  // namespace code_runner::execution
