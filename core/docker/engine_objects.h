// The engine's objects, as far as they matter here.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace code_runner::docker {

using Labels = std::map<std::string, std::string>;

struct EngineInfo {
  std::string version;                // "20.10.24"
  std::string api_version;            // the negotiated one: "1.41"
  std::string cgroup_version;         // "1" or "2"
  std::vector<std::string> runtimes;  // OCI runtimes: "runc", "runsc"
  std::string default_runtime;
  std::vector<std::string> security_options;  // "name=seccomp,profile=default", "name=apparmor"
  std::uint32_t cpus = 0;
  std::uint64_t memory_bytes = 0;
};

struct ImageInfo {
  std::string id;  // "sha256:..."
  Labels labels;
  std::uint64_t size_bytes = 0;
};

struct ContainerSummary {
  std::string id;
  std::string state;  // "created", "running", "exited", ...
  std::chrono::system_clock::time_point created;
  Labels labels;
};

struct NetworkSpec {
  std::string name;
  Labels labels;
  std::map<std::string, std::string> options;  // of the bridge driver
};

struct NetworkInfo {
  std::string id;
  std::vector<std::string> subnets;  // CIDR: "172.18.0.0/16"
  Labels labels;
};

struct BuildOptions {
  std::string tag;
  Labels labels;
  std::string dockerfile = "Dockerfile";
};

// How a container that is gone came to its end, from the engine's memory of recent events.
struct ContainerEnd {
  bool out_of_memory = false;
  std::optional<int> exit_code;  // none: the engine does not remember that it died
};

}  // namespace code_runner::docker
