// The one client of the Docker Engine API that everything goes through.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "docker/attach_stream.h"
#include "docker/client_options.h"
#include "docker/container_spec.h"
#include "docker/engine_objects.h"

namespace code_runner::docker {

class Api;

// Thread-safe. Every call is bounded by its deadline in `ClientOptions`; the first one, and the first after the engine
// was lost, also asks for the API version: the highest that both sides speak, at least 1.41 (engine 20.10).
//
// Errors: kDockerUnreachable when there is no (whole) answer, kDeadlineExceeded when it did not come in time, kNotFound
// (404), kConflict (409), kDockerError otherwise. `message` is generic; the engine's own words are in `log`. A call
// that only asks, or that may safely come twice, is repeated once when a kept connection proves dead; no other call is
// ever repeated. Calls that are given a `stop` end with kCancelled within about a second after it is requested; whether
// the engine carried them out is not known then.
//
// The first client makes the process ignore SIGPIPE.
class Client {
 public:
  explicit Client(const ClientOptions& options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Whether the engine answers at all. Never takes longer than `ping_timeout`.
  Status Ping();
  Result<EngineInfo> Info();

  // Returns the id. The image must exist.
  Result<std::string> CreateContainer(const ContainerSpec& spec, std::stop_token stop = {});
  // A container that runs already is fine.
  Status StartContainer(const std::string& id, std::stop_token stop = {});
  // Kills and removes; a container that is already gone or on its way is fine.
  Status RemoveContainer(const std::string& id, std::stop_token stop = {});
  // Waits, for at most `most`, until the engine does not know the container any more: then nothing runs in it, and
  // never will. REQUIRES: it is one with `auto_remove`, or somebody removes it.
  Status AwaitRemoval(const std::string& id, std::chrono::milliseconds most, std::stop_token stop = {});
  // Containers in any state that carry all of `labels`.
  Result<std::vector<ContainerSummary>> ListContainers(const Labels& labels, std::stop_token stop = {});
  // Opens the hijacked connection to standard input, output and error. The container need not be started yet.
  Result<AttachStream> Attach(const std::string& id);
  // What the engine remembers of the end of a container since `since`. It keeps the last 256 events of all kinds, and
  // `out_of_memory` may come some milliseconds after the end itself.
  Result<ContainerEnd> FindContainerEnd(const std::string& id, std::chrono::system_clock::time_point since);

  Result<ImageInfo> InspectImage(const std::string& name, std::stop_token stop = {});
  // kConflict when a container uses it.
  Status RemoveImage(const std::string& name);
  // Builds from `context`, an uncompressed tar archive. `on_output` gets the build's output as it comes, not cut inside
  // a line (of at most 64 KiB); it must not throw. A build that fails is kDockerError whose message is the end of the
  // build's own words (at most 4 KiB). Returns the id of the image. After `stop` the engine ends the build.
  Result<std::string> BuildImage(const std::string& context, const BuildOptions& options,
                                 const std::function<void(std::string_view)>& on_output, std::stop_token stop = {});

  Result<NetworkInfo> InspectNetwork(const std::string& name);
  // A bridge network; returns the id. kConflict when there is one of that name.
  Result<std::string> CreateNetwork(const NetworkSpec& spec);
  Status RemoveNetwork(const std::string& name);

 private:
  const std::chrono::milliseconds build_timeout_;
  std::unique_ptr<Api> api_;
};

}  // namespace code_runner::docker
