#include "execution/sandbox_shape.h"

#include <algorithm>
#include <cmath>

#include "agent/mode.h"
#include "execution/cell_profile.h"
#include "image/build_context.h"
#include "image/labels.h"

namespace code_runner::execution {
namespace {

constexpr std::int64_t kAgentPids = 2;  // the agent and its helper for files
constexpr std::int64_t kKeeperPids = 1;
constexpr double kNanoCpusPerCore = 1e9;
constexpr const char* kContainerMode = "container:";

docker::Tmpfs WritableTmpfs(const std::string& path, std::uint64_t bytes, const char* mode) {
  const std::string uid = std::to_string(image::kRunnerUid);
  return {path, "rw,exec,nosuid,nodev,size=" + std::to_string(bytes) + ",uid=" + uid + ",gid=" + uid + ",mode=" + mode};
}

void SetCells(docker::ContainerSpec& spec, bool network) {
  spec.args = {network ? agent::kModeCellsInNetwork : agent::kModeCells};
  spec.security_opt.push_back("seccomp=" + CellProfile());
  spec.bare_system_paths = true;
  spec.pids_limit += kKeeperPids;
}

}  // namespace

SandboxShape MakeShape(const plugin::Runtime& runtime, const std::string& image_id, const Limits& limits) {
  return {image_id,          runtime.Id(),      runtime.WorkDir(), runtime.SkeletonDir(), limits.memory_bytes,
          limits.cpu_shares, limits.disk_bytes, limits.network,    runtime.Prestart()};
}

void SetAgentSecurity(docker::ContainerSpec& spec) {
  spec.cap_drop = {"ALL"};
  spec.cap_add = {"SETUID", "SETGID", "SETPCAP", "KILL"};
  spec.security_opt = {"no-new-privileges"};
}

docker::ContainerSpec MakeContainerSpec(const SandboxShape& shape, const SandboxPolicy& policy, std::uint32_t host_cpus,
                                        const std::string& network_mode) {
  docker::ContainerSpec spec;
  spec.image = shape.image_id;
  spec.labels = {
      {image::kManagedLabel, "true"}, {image::kRuntimeLabel, shape.runtime_id}, {kInstanceLabel, policy.instance}};
  spec.network_disabled = !shape.network;
  if (shape.network) spec.network_mode = network_mode;
  // The engine refuses a name of its own for who shares another's network.
  if (!shape.network || !network_mode.starts_with(kContainerMode)) spec.hostname = kSandboxHostname;
  spec.memory_bytes = shape.memory_bytes;
  spec.nano_cpus =
      static_cast<std::uint64_t>(std::llround(std::min<double>(policy.cpu_cores_max, host_cpus) * kNanoCpusPerCore));
  spec.cpu_shares = shape.cpu_shares;
  spec.pids_limit = policy.pids_max + kAgentPids;
  spec.shm_bytes = shape.disk_bytes;
  spec.tmpfs = {WritableTmpfs("/tmp", shape.disk_bytes, "1777"), WritableTmpfs("/metadata", shape.disk_bytes, "755")};
  if (shape.work_dir != "/tmp") spec.tmpfs.push_back(WritableTmpfs(shape.work_dir, shape.disk_bytes, "755"));
  SetAgentSecurity(spec);
  spec.oci_runtime = policy.oci_runtime;
  if (policy.cells) SetCells(spec, shape.network);
  return spec;
}

}  // namespace code_runner::execution
