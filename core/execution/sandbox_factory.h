// Makes sandboxes.
#pragma once

#include <cstdint>
#include <mutex>
#include <stop_token>
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

  // A started container whose agent has been greeted, but may not be ready yet; what fails on the way leaves nothing
  // behind. kNotFound when the engine does not know the image; kDockerUnreachable, kDeadlineExceeded, kCancelled,
  // kDockerError. An engine that runs containers without a seccomp profile gets none: that is kDockerError.
  // A sandbox that will wait for its run can have the shape's prestart process in it.
  enum class Prestart { kNo, kYes };
  Result<Sandbox> Create(const SandboxShape& shape, const std::stop_token& stop, Prestart prestart = Prestart::kNo);

 private:
  Result<docker::ContainerSpec> MakeSpec(const SandboxShape& shape);
  Result<Sandbox> CreateAndAttach(docker::ContainerSpec spec, const std::stop_token& stop);
  Status Begin(Sandbox& sandbox, const std::string& greeting, const std::stop_token& stop);
  Result<std::uint32_t> HostCpus();
  void ForgetEngine();

  docker::Client& docker_;
  SandboxNetwork& network_;
  SandboxReaper& reaper_;
  const SandboxPolicy policy_;
  std::mutex mutex_;             // never held while the engine is asked
  std::uint32_t host_cpus_ = 0;  // 0: the engine is to be asked, and looked at, first
};

}  // namespace code_runner::execution
