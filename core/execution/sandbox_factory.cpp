#include "execution/sandbox_factory.h"

#include <chrono>
#include <utility>

#include "agent/frame.h"
#include "agent/message.h"

namespace code_runner::execution {
namespace {

constexpr std::chrono::seconds kGreetingTimeout{5};
constexpr std::chrono::seconds kFirstCellTimeout{15};

// The second one is for a holder that died between its last answer and the start of the sandbox.
constexpr int kHolderAttempts = 2;

std::string Greeting(const SandboxShape& shape, SandboxFactory::Prestart prestart) {
  agent::HelloMessage hello{agent::kProtocolVersion, shape.work_dir, shape.skeleton_dir, std::nullopt};
  if (prestart == SandboxFactory::Prestart::kYes) hello.prestart = shape.prestart;
  std::string bytes;
  agent::AppendFrame(bytes, agent::FrameType::kHello, agent::Encode(hello));
  return bytes;
}

}  // namespace

SandboxFactory::SandboxFactory(docker::Client& docker, SandboxNetwork& network, ContainerLauncher& launcher,
                               HolderPool* holders, SandboxPolicy policy)
    : network_(network),
      launcher_(launcher),
      holders_(holders),
      policy_(std::move(policy)),
      facts_(docker, policy_.oci_runtime),
      cells_(policy_.cells) {}

Result<Sandbox> SandboxFactory::Create(const SandboxShape& shape, const std::stop_token& stop, Prestart prestart) {
  SandboxPolicy policy = policy_;
  policy.cells = cells_.IsPossible();
  Result<Sandbox> sandbox = CreateAs(policy, shape, stop, prestart);
  if (cells_.IsCertain()) return sandbox;
  Status ready = sandbox ? sandbox->AwaitReady(std::chrono::steady_clock::now() + kFirstCellTimeout, stop)
                         : Status(sandbox.error());
  if (ready) {
    cells_.Confirm();
    return sandbox;
  }
  if (CellSupport::IsPassing(ready.error())) return std::move(ready).error();
  cells_.Deny(ready.error());
  policy.cells = false;
  return CreateAs(policy, shape, stop, prestart);
}

Result<Sandbox> SandboxFactory::CreateAs(const SandboxPolicy& policy, const SandboxShape& shape,
                                         const std::stop_token& stop, Prestart prestart) {
  Result<Sandbox> sandbox = Launch(policy, shape, stop);
  if (!sandbox) {
    Error error = std::move(sandbox).error();
    if (error.code == ErrorCode::kDockerUnreachable) facts_.Forget();
    if (error.code == ErrorCode::kConflict) error.code = ErrorCode::kDockerError;
    return error;
  }
  const auto deadline = std::chrono::steady_clock::now() + kGreetingTimeout;
  Status greeted = sandbox->SendAll(Greeting(shape, policy.cells ? Prestart::kYes : prestart), deadline, stop);
  if (!greeted) return std::move(greeted).error();
  return sandbox;
}

Result<Sandbox> SandboxFactory::Launch(const SandboxPolicy& policy, const SandboxShape& shape,
                                       const std::stop_token& stop) {
  const Result<EngineFacts> facts = facts_.Get();
  if (!facts) return facts.error();
  if (!shape.network) return launcher_.Launch(MakeContainerSpec(shape, policy, facts->cpus, ""), {}, stop);
  if (holders_ == nullptr || !facts->shares_namespaces) return LaunchOnNetwork(policy, shape, *facts, stop);
  return LaunchInHolder(policy, shape, *facts, stop);
}

Result<Sandbox> SandboxFactory::LaunchInHolder(const SandboxPolicy& policy, const SandboxShape& shape,
                                               const EngineFacts& facts, const std::stop_token& stop) {
  for (int attempt = 1;; ++attempt) {
    Result<NetworkLease> lease = holders_->Lease(shape.image_id, stop);
    if (!lease) return std::move(lease).error();
    docker::ContainerSpec spec = MakeContainerSpec(shape, policy, facts.cpus, lease->NetworkMode());
    Result<Sandbox> sandbox = launcher_.Launch(std::move(spec), *std::move(lease), stop);
    if (sandbox || sandbox.error().code != ErrorCode::kConflict || attempt == kHolderAttempts) return sandbox;
  }
}

Result<Sandbox> SandboxFactory::LaunchOnNetwork(const SandboxPolicy& policy, const SandboxShape& shape,
                                                const EngineFacts& facts, const std::stop_token& stop) {
  const Result<std::string> network_id = network_.Ensure();
  if (!network_id) return network_id.error();
  Result<Sandbox> sandbox = launcher_.Launch(MakeContainerSpec(shape, policy, facts.cpus, *network_id), {}, stop);
  if (!sandbox && sandbox.error().code == ErrorCode::kConflict) network_.Invalidate();
  return sandbox;
}

}  // namespace code_runner::execution
