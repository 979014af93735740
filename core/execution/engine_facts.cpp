#include "execution/engine_facts.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace code_runner::execution {
namespace {

// Runtimes that put a process into the kernel's own namespaces. Others (gVisor, Kata) take the interfaces of the
// namespace for a network stack of their own, so that there is nothing left for a second container.
constexpr std::array<std::string_view, 3> kNamespaceRuntimes = {"runc", "crun", "io.containerd.runc.v2"};

// Whether a container that asks for no profile gets one. The engine says "name=seccomp,profile=default" ("builtin"
// since version 23), "name=seccomp,profile=unconfined", or nothing where the kernel has none.
bool HasSeccomp(const std::vector<std::string>& security_options) {
  const auto is_seccomp = [](const std::string& option) { return option.starts_with("name=seccomp"); };
  const auto found = std::ranges::find_if(security_options, is_seccomp);
  return found != security_options.end() && found->find("profile=unconfined") == std::string::npos;
}

}  // namespace

Result<EngineFacts> EngineFactsCache::Get() {
  {
    const std::scoped_lock lock(mutex_);
    if (known_) return facts_;
  }
  const Result<docker::EngineInfo> info = docker_.Info();
  if (!info) return info.error();
  if (!HasSeccomp(info->security_options)) {
    return Error{ErrorCode::kDockerError, "Sandboxes are not possible at the moment",
                 "the engine runs containers without a seccomp profile: that is too weak to run foreign programs in"};
  }
  const std::string& runtime = oci_runtime_.empty() ? info->default_runtime : oci_runtime_;
  const std::scoped_lock lock(mutex_);
  facts_.cpus = std::max(info->cpus, 1U);
  facts_.shares_namespaces = std::ranges::find(kNamespaceRuntimes, runtime) != kNamespaceRuntimes.end();
  known_ = true;
  return facts_;
}

void EngineFactsCache::Forget() {
  const std::scoped_lock lock(mutex_);
  known_ = false;
}

}  // namespace code_runner::execution
