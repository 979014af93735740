// Makes sandboxes.
#pragma once

#include <stop_token>
#include <string>

#include "base/result.h"
#include "docker/client.h"
#include "execution/cell_support.h"
#include "execution/container_launcher.h"
#include "execution/engine_facts.h"
#include "execution/holder_pool.h"
#include "execution/sandbox.h"
#include "execution/sandbox_network.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {

// Thread-safe.
class SandboxFactory {
 public:
  // All of them must outlive it. Where `holders` is null, or the OCI runtime cannot share namespaces, every sandbox
  // with network has an endpoint of its own.
  SandboxFactory(docker::Client& docker, SandboxNetwork& network, ContainerLauncher& launcher, HolderPool* holders,
                 SandboxPolicy policy);

  // A started container whose agent has been greeted, but may not be ready yet; what fails on the way leaves nothing
  // behind. kNotFound when the engine does not know the image; kDockerUnreachable, kDeadlineExceeded, kCancelled,
  // kDockerError. An engine that runs containers without a seccomp profile gets none: that is kDockerError.
  // Where the host does not let agents make cells, sandboxes are such that are used once.
  // A sandbox that will wait for its run can have the shape's prestart process in it, and one that makes cells has it
  // in each of them.
  enum class Prestart { kNo, kYes };
  Result<Sandbox> Create(const SandboxShape& shape, const std::stop_token& stop, Prestart prestart = Prestart::kNo);

 private:
  Result<Sandbox> CreateAs(const SandboxPolicy& policy, const SandboxShape& shape, const std::stop_token& stop,
                           Prestart prestart);
  Result<Sandbox> Launch(const SandboxPolicy& policy, const SandboxShape& shape, const std::stop_token& stop);
  Result<Sandbox> LaunchInHolder(const SandboxPolicy& policy, const SandboxShape& shape, const EngineFacts& facts,
                                 const std::stop_token& stop);
  Result<Sandbox> LaunchOnNetwork(const SandboxPolicy& policy, const SandboxShape& shape, const EngineFacts& facts,
                                  const std::stop_token& stop);

  SandboxNetwork& network_;
  ContainerLauncher& launcher_;
  HolderPool* const holders_;
  const SandboxPolicy policy_;
  EngineFactsCache facts_;
  CellSupport cells_;
};

}  // namespace code_runner::execution
