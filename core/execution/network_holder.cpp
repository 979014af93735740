#include "execution/network_holder.h"

#include <cstdint>
#include <optional>

#include "agent/frame.h"
#include "agent/message.h"
#include "image/labels.h"

namespace code_runner::execution {
namespace {

constexpr std::uint64_t kMemoryBytes = 32 << 20;  // the OCI runtime itself needs a part of it to start
constexpr std::int64_t kPids = 32;
constexpr std::uint64_t kNanoCpus = 500'000'000;

}  // namespace

docker::ContainerSpec MakeHolderSpec(const std::string& image_id, const SandboxPolicy& policy,
                                     const std::string& network_id) {
  docker::ContainerSpec spec;
  spec.image = image_id;
  spec.labels = {{image::kManagedLabel, "true"}, {kRoleLabel, kHolderRole}, {kInstanceLabel, policy.instance}};
  spec.hostname = kSandboxHostname;
  spec.network_mode = network_id;
  spec.memory_bytes = kMemoryBytes;
  spec.nano_cpus = kNanoCpus;
  spec.pids_limit = kPids;
  SetAgentSecurity(spec);
  spec.oci_runtime = policy.oci_runtime;
  return spec;
}

Result<bool> NetworkHolder::IsUnchanged(Clock::time_point deadline, const std::stop_token& stop) {
  std::string question;
  agent::AppendFrame(question, agent::FrameType::kCheckNetwork);
  if (Status sent = container_.SendAll(question, deadline, stop); !sent) return std::move(sent).error();
  const Result<agent::Frame> answer = container_.AwaitFrame(deadline, stop);
  if (!answer) return answer.error();
  if (answer->type != agent::FrameType::kNetworkChecked) {
    return Error{ErrorCode::kProtocolError, "The sandbox failed", "agent: no answer of a holder"};
  }
  const Result<agent::NetworkCheckedMessage> message = agent::DecodeNetworkChecked(answer->payload);
  if (!message) return message.error();
  return message->unchanged;
}

}  // namespace code_runner::execution
