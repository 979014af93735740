#include "execution/sandbox_factory.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "agent/frame.h"
#include "agent/message.h"

namespace code_runner::execution {
namespace {

constexpr std::chrono::seconds kGreetingTimeout{5};

std::string Greeting(const SandboxShape& shape, SandboxFactory::Prestart prestart) {
  agent::HelloMessage hello{agent::kProtocolVersion, shape.work_dir, shape.skeleton_dir, std::nullopt};
  if (prestart == SandboxFactory::Prestart::kYes) hello.prestart = shape.prestart;
  std::string bytes;
  agent::AppendFrame(bytes, agent::FrameType::kHello, agent::Encode(hello));
  return bytes;
}

// Whether a container that asks for no profile gets one. The engine says "name=seccomp,profile=default" ("builtin"
// since version 23), "name=seccomp,profile=unconfined", or nothing where the kernel has none.
bool HasSeccomp(const std::vector<std::string>& security_options) {
  const auto is_seccomp = [](const std::string& option) { return option.starts_with("name=seccomp"); };
  const auto found = std::ranges::find_if(security_options, is_seccomp);
  return found != security_options.end() && found->find("profile=unconfined") == std::string::npos;
}

// kNotFound has a meaning for whoever asks for a sandbox, which is not this one.
Error NotStarted(Error error) {
  if (error.code != ErrorCode::kNotFound) return error;
  return {ErrorCode::kDockerError, "The sandbox could not be started", error.LogText()};
}

}  // namespace

SandboxFactory::SandboxFactory(docker::Client& docker, SandboxNetwork& network, SandboxReaper& reaper,
                               SandboxPolicy policy)
    : docker_(docker), network_(network), reaper_(reaper), policy_(std::move(policy)) {}

Result<Sandbox> SandboxFactory::Create(const SandboxShape& shape, const std::stop_token& stop, Prestart prestart) {
  Result<docker::ContainerSpec> spec = MakeSpec(shape);
  if (!spec) return std::move(spec).error();
  Result<Sandbox> sandbox = CreateAndAttach(*std::move(spec), stop);
  if (!sandbox) {
    // What comes back may be another engine, or the same one with other settings.
    if (sandbox.error().code == ErrorCode::kDockerUnreachable) ForgetEngine();
    return sandbox;
  }
  if (Status begun = Begin(*sandbox, Greeting(shape, prestart), stop); !begun) return std::move(begun).error();
  return sandbox;
}

Result<docker::ContainerSpec> SandboxFactory::MakeSpec(const SandboxShape& shape) {
  const Result<std::uint32_t> cpus = HostCpus();
  if (!cpus) return cpus.error();
  std::string network_id;
  if (shape.network) {
    Result<std::string> ensured = network_.Ensure();
    if (!ensured) return std::move(ensured).error();
    network_id = *std::move(ensured);
  }
  return MakeContainerSpec(shape, policy_, *cpus, network_id);
}

Result<Sandbox> SandboxFactory::CreateAndAttach(docker::ContainerSpec spec, const std::stop_token& stop) {
  const std::string claim = reaper_.Claim();
  spec.labels[kClaimLabel] = claim;
  Result<std::string> id = docker_.CreateContainer(spec, stop);
  if (!id) {
    reaper_.Release(claim);
    return std::move(id).error();
  }
  Result<docker::AttachStream> stream = docker_.Attach(*id);
  if (!stream) {
    reaper_.Discard(claim, *id);
    return NotStarted(std::move(stream).error());
  }
  return Sandbox(reaper_, claim, *std::move(id), *std::move(stream));
}

Status SandboxFactory::Begin(Sandbox& sandbox, const std::string& greeting, const std::stop_token& stop) {
  if (Status started = docker_.StartContainer(sandbox.Id(), stop); !started) {
    // The container and so its image are there: what is missing is the network.
    if (started.error().code == ErrorCode::kNotFound) network_.Invalidate();
    return NotStarted(std::move(started).error());
  }
  return sandbox.SendAll(greeting, std::chrono::steady_clock::now() + kGreetingTimeout, stop);
}

Result<std::uint32_t> SandboxFactory::HostCpus() {
  {
    const std::scoped_lock lock(mutex_);
    if (host_cpus_ > 0) return host_cpus_;
  }
  const Result<docker::EngineInfo> info = docker_.Info();
  if (!info) return info.error();
  if (!HasSeccomp(info->security_options)) {
    return Error{ErrorCode::kDockerError, "Sandboxes are not possible at the moment",
                 "the engine runs containers without a seccomp profile: that is too weak to run foreign programs in"};
  }
  const std::scoped_lock lock(mutex_);
  host_cpus_ = std::max(info->cpus, 1U);
  return host_cpus_;
}

void SandboxFactory::ForgetEngine() {
  const std::scoped_lock lock(mutex_);
  host_cpus_ = 0;
}

}  // namespace code_runner::execution
