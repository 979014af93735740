// What of the engine decides how sandboxes are made.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "base/result.h"
#include "docker/client.h"

namespace code_runner::execution {

struct EngineFacts {
  std::uint32_t cpus = 1;
  bool shares_namespaces = false;  // the OCI runtime lets a container use the network namespace of another
};

// Asked once, and again after the engine was lost. Thread-safe.
class EngineFactsCache {
 public:
  // `oci_runtime` is that of the sandboxes; empty: the engine's default. `docker` must outlive it.
  EngineFactsCache(docker::Client& docker, std::string oci_runtime)
      : docker_(docker), oci_runtime_(std::move(oci_runtime)) {}

  // kDockerError for an engine that runs containers without a seccomp profile: that is too weak for foreign programs.
  Result<EngineFacts> Get();
  // To be told that the engine was lost: what comes back may be another one, or the same with other settings.
  void Forget();

 private:
  docker::Client& docker_;
  const std::string oci_runtime_;
  std::mutex mutex_;  // never held while the engine is asked
  bool known_ = false;
  EngineFacts facts_;
};

}  // namespace code_runner::execution
