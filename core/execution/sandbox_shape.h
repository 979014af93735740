// What two sandboxes must have in common for one to do in place of the other.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "docker/container_spec.h"
#include "model/limits.h"
#include "model/process.h"
#include "plugin/runtime.h"

namespace code_runner::execution {

struct SandboxShape {
  std::string image_id;
  std::string runtime_id;
  std::string work_dir;
  std::string skeleton_dir;
  std::uint64_t memory_bytes = 0;
  std::uint32_t cpu_shares = 0;
  std::uint64_t disk_bytes = 0;
  bool network = false;
  std::optional<Process> prestart = {};  // starts in sandboxes that wait for their run

  auto operator<=>(const SandboxShape&) const = default;
};

// `limits.timeout` does not matter: it is the run's.
SandboxShape MakeShape(const plugin::Runtime& runtime, const std::string& image_id, const Limits& limits);

// What the operator says of all sandboxes.
struct SandboxPolicy {
  std::string instance;          // of this server; a label of every sandbox
  double cpu_cores_max = 4.0;    // hard cap of each sandbox
  std::uint32_t pids_max = 128;  // processes and threads of the program
  std::string oci_runtime;       // empty: the engine's default
  bool cells = false;            // sandboxes make cells, so that they can be used again
};

inline constexpr const char* kInstanceLabel = "code-runner.instance";
inline constexpr const char* kClaimLabel = "code-runner.claim";  // who answers for the container, see SandboxReaper

inline constexpr const char* kSandboxHostname = "sandbox";

// What holds for every container with our agent: no capability but the four that it drops privileges with, no new
// privileges, the engine's default seccomp profile.
void SetAgentSecurity(docker::ContainerSpec& spec);

// The container of a sandbox that makes cells has another seccomp profile, which the agent narrows down to the default
// for what runs in cells, and bare system paths, which the agent masks in them (runtimes/PROTOCOL.md).
//
// The container for a shape: SetAgentSecurity, a read-only root, bounded memory without swap, CPU, processes and disk.
// `network_mode` is what a shape with network is attached to: a network's id, or "container:…", whose host name it then
// has; the labels are those of everything of ours, and the instance's. `host_cpus`, the engine's number of processors,
// bounds what the policy allows.
docker::ContainerSpec MakeContainerSpec(const SandboxShape& shape, const SandboxPolicy& policy, std::uint32_t host_cpus,
                                        const std::string& network_mode);

}  // namespace code_runner::execution
