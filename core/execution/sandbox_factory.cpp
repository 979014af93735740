#include "execution/sandbox_factory.h"

#include <utility>

#include "agent/frame.h"
#include "agent/message.h"

namespace code_runner::execution {
namespace {

constexpr std::chrono::seconds kGreetingTimeout{5};

std::string Greeting(const SandboxShape& shape) {
  std::string bytes;
  agent::AppendFrame(bytes, agent::FrameType::kHello,
                     agent::Encode(agent::HelloMessage{agent::kProtocolVersion, shape.work_dir, shape.skeleton_dir}));
  return bytes;
}

}  // namespace

SandboxFactory::SandboxFactory(docker::Client& docker, SandboxNetwork& network, SandboxReaper& reaper,
                               SandboxPolicy policy)
    : docker_(docker), network_(network), reaper_(reaper), policy_(std::move(policy)) {}

Result<Sandbox> SandboxFactory::Create(const SandboxShape& shape) {
  const Result<std::uint32_t> cpus = HostCpus();
  if (!cpus) return cpus.error();
  std::string network_name;
  if (shape.network) {
    Result<std::string> ensured = network_.Ensure();
    if (!ensured) return std::move(ensured).error();
    network_name = *std::move(ensured);
  }
  const Result<std::string> id = docker_.CreateContainer(MakeContainerSpec(shape, policy_, *cpus, network_name));
  if (!id) return id.error();
  Result<docker::AttachStream> stream = docker_.Attach(*id);
  if (!stream) {
    reaper_.Discard(*id);
    return std::move(stream).error();
  }
  Sandbox sandbox(reaper_, *id, *std::move(stream));
  if (Status started = docker_.StartContainer(*id); !started) {
    Error error = std::move(started).error();
    if (error.code != ErrorCode::kNotFound) return error;
    // The container and so its image are there: what is missing is the network.
    network_.Invalidate();
    return Error{ErrorCode::kDockerError, "The sandbox could not be started", error.LogText()};
  }
  const auto deadline = std::chrono::steady_clock::now() + kGreetingTimeout;
  if (Status sent = sandbox.SendAll(Greeting(shape), deadline); !sent) return std::move(sent).error();
  return sandbox;
}

Result<std::uint32_t> SandboxFactory::HostCpus() {
  const std::scoped_lock lock(mutex_);
  if (host_cpus_ > 0) return host_cpus_;
  const Result<docker::EngineInfo> info = docker_.Info();
  if (!info) return info.error();
  host_cpus_ = std::max(info->cpus, 1U);
  return host_cpus_;
}

}  // namespace code_runner::execution
