#include "docker/container_spec.h"

#include "docker/json.h"

namespace code_runner::docker {
namespace {

JsonObject::Ptr TmpfsMounts(const std::vector<Tmpfs>& mounts) {
  JsonObject::Ptr object(new JsonObject);
  for (const Tmpfs& mount : mounts) object->set(mount.path, mount.options);
  return object;
}

JsonObject::Ptr Named(const std::string& key, const std::string& name) {
  return ToJsonObject(std::map<std::string, std::string>{{key, name}});
}

void SetLimits(JsonObject& host, const ContainerSpec& spec) {
  host.set("Memory", static_cast<Poco::UInt64>(spec.memory_bytes));
  // Memory and swap together: equal means no swap.
  host.set("MemorySwap", static_cast<Poco::UInt64>(spec.memory_bytes));
  host.set("NanoCpus", static_cast<Poco::UInt64>(spec.nano_cpus));
  host.set("CpuShares", spec.cpu_shares);
  host.set("PidsLimit", static_cast<Poco::Int64>(spec.pids_limit));
  host.set("ShmSize", static_cast<Poco::UInt64>(spec.shm_bytes));
}

void SetSecurity(JsonObject& host, const ContainerSpec& spec) {
  host.set("CapDrop", ToJsonArray(spec.cap_drop));
  host.set("CapAdd", ToJsonArray(spec.cap_add));
  host.set("SecurityOpt", ToJsonArray(spec.security_opt));
  host.set("ReadonlyRootfs", spec.read_only_root);
  if (spec.bare_system_paths) {
    host.set("MaskedPaths", JsonArray());
    host.set("ReadonlyPaths", JsonArray());
  }
  host.set("IpcMode", "private");
}

JsonObject::Ptr HostConfig(const ContainerSpec& spec) {
  JsonObject::Ptr host(new JsonObject);
  SetLimits(*host, spec);
  SetSecurity(*host, spec);
  host->set("Tmpfs", TmpfsMounts(spec.tmpfs));
  host->set("AutoRemove", spec.auto_remove);
  host->set("Init", false);
  host->set("LogConfig", Named("Type", "none"));
  host->set("RestartPolicy", Named("Name", "no"));
  if (!spec.network_disabled) host->set("NetworkMode", spec.network_mode.empty() ? "default" : spec.network_mode);
  if (!spec.oci_runtime.empty()) host->set("Runtime", spec.oci_runtime);
  return host;
}

}  // namespace

std::string ToJson(const ContainerSpec& spec) {
  JsonObject body;
  body.set("Image", spec.image);
  if (!spec.args.empty()) body.set("Cmd", ToJsonArray(spec.args));
  body.set("Labels", ToJsonObject(spec.labels));
  if (!spec.hostname.empty()) body.set("Hostname", spec.hostname);
  body.set("Tty", false);
  body.set("OpenStdin", true);
  body.set("StdinOnce", true);
  body.set("AttachStdin", true);
  body.set("AttachStdout", true);
  body.set("AttachStderr", true);
  body.set("NetworkDisabled", spec.network_disabled);
  body.set("HostConfig", HostConfig(spec));
  return ToText(body);
}

}  // namespace code_runner::docker
