// The one client of the Docker Engine API that everything goes through.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "docker/attach_stream.h"
#include "docker/container_spec.h"
#include "docker/endpoint.h"

namespace code_runner::docker {

class Transport;

using Labels = std::map<std::string, std::string>;

struct ClientOptions {
  Endpoint endpoint;
  std::chrono::milliseconds connect_timeout{2000};
  std::chrono::milliseconds request_timeout{30000};  // each call that is not said to have another
  std::chrono::milliseconds ping_timeout{1500};
  std::chrono::milliseconds build_timeout{30 * 60 * 1000};
  std::size_t response_bytes_max = 8 * 1024 * 1024;  // of one answer that is not streamed
};

struct EngineInfo {
  std::string version;                // "20.10.24"
  std::string api_version;            // the negotiated one: "1.41"
  std::string cgroup_version;         // "1" or "2"
  std::vector<std::string> runtimes;  // OCI runtimes: "runc", "runsc"
  std::string default_runtime;
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
  std::optional<int> exit_code;
};

// Thread-safe. Every call is bounded by its deadline in `ClientOptions`. Errors: kDockerUnreachable when there is no (whole) answer,
// kDeadlineExceeded when it did not come in time, kNotFound (404), kConflict (409), kDockerError otherwise, with the engine's own words in `log`.
class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Whether the engine answers at all. Never takes longer than `ping_timeout`.
  Status Ping();

  // Negotiates the API version first if that has not happened yet, as every other call does: the highest that both
  // sides speak, at least 1.41 (engine 20.10).
  Result<EngineInfo> Info();

  // Returns the id. The image must exist.
  Result<std::string> CreateContainer(const ContainerSpec& spec);
  Status StartContainer(const std::string& id);
  // Kills and removes; a container that is already gone or on its way is fine.
  Status RemoveContainer(const std::string& id);
  // Containers in any state that carry all of `labels`.
  Result<std::vector<ContainerSummary>> ListContainers(const Labels& labels);
  // Opens the hijacked connection to standard input, output and error. The container need not be started yet.
  Result<AttachStream> Attach(const std::string& id);
  // What the engine remembers of the end of a container since `since`.
  Result<ContainerEnd> FindContainerEnd(const std::string& id, std::chrono::system_clock::time_point since);

  Result<ImageInfo> InspectImage(const std::string& name);
  Status RemoveImage(const std::string& name);
  // Builds from `context`, an uncompressed tar archive. `on_output` gets the build's output as it comes (not cut inside a
  // line). A build that fails is kDockerError whose message is the end of the build's own words (at most 4 KiB).
  // Returns the id of the image. kCancelled soon after `stop` is requested.
  Result<std::string> BuildImage(const std::string& context, const BuildOptions& options,
                                 const std::function<void(std::string_view)>& on_output, std::stop_token stop = {});

  Result<NetworkInfo> InspectNetwork(const std::string& name);
  Result<std::string> CreateNetwork(const NetworkSpec& spec);
  Status RemoveNetwork(const std::string& name);

 private:
  std::unique_ptr<Transport> transport_;
};

}  // namespace code_runner::docker
