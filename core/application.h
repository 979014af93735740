// The server: everything that there is of each layer, put together.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "config.h"
#include "docker/client.h"
#include "execution/artifact_cache.h"
#include "execution/container_launcher.h"
#include "execution/executor.h"
#include "execution/holder_pool.h"
#include "execution/run_queue.h"
#include "execution/runner.h"
#include "execution/sandbox_factory.h"
#include "execution/sandbox_network.h"
#include "execution/sandbox_pool.h"
#include "execution/sandbox_reaper.h"
#include "execution/used_sandboxes.h"
#include "http/server.h"
#include "image/image_store.h"
#include "instance.h"
#include "metrics/metrics.h"
#include "metrics/run_metrics.h"
#include "plugin/runtime_registry.h"

namespace code_runner {

// Members stand in the order in which they depend on one another.
class Application {
 public:
  // Reads the agent, loads the plugins, claims the state folder and binds the port; an error says what an operator has
  // to mend. Docker need not be reachable.
  static Result<std::unique_ptr<Application>> Make(const Config& config);

  // Listens from now on, and makes images and sandboxes ready in the background. Docker need not be reachable.
  Status Start();
  // Refuses what is new, finishes what runs (for at most STOP_TIMEOUT) and removes all sandboxes.
  void Stop();

 private:
  Application(const Config& config, Instance instance, docker::Endpoint endpoint, plugin::RuntimeRegistry registry,
              std::string agent);

  void KeepWarm(const plugin::Runtime& runtime, const std::string& image_id);
  http::Services MakeServices();
  void AddMetrics();

  const Config config_;
  Instance instance_;
  plugin::RuntimeRegistry registry_;
  docker::Client docker_;
  execution::SandboxNetwork network_;
  execution::SandboxReaper reaper_;
  execution::ContainerLauncher launcher_;
  execution::HolderPool holders_;
  execution::SandboxFactory factory_;
  execution::SandboxPool pool_;
  image::ImageStore images_;
  execution::UsedSandboxes used_;
  execution::RunQueue queue_;
  execution::Executor executor_;
  execution::ArtifactCache artifacts_;
  execution::Runner runner_;
  metrics::Metrics metrics_;
  metrics::RunMetrics run_metrics_;
  http::Server server_;
};

}  // namespace code_runner
