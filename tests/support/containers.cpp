#include "support/containers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace code_runner::testing {

docker::Client EngineClient() {
  const char* host = std::getenv("DOCKER_HOST");
  return docker::Client(
      {.endpoint = *docker::Endpoint::Parse(host != nullptr ? host : "unix:///var/run/docker.sock", "")});
}

Containers Containers::Of(const std::string& instance) {
  docker::Client client = EngineClient();
  return Of(instance, client);
}

Containers Containers::Of(const std::string& instance, docker::Client& client) {
  Containers found;
  const auto containers = client.ListContainers({{"code-runner.instance", instance}});
  EXPECT_TRUE(containers);
  if (containers) found.containers_ = *containers;
  return found;
}

bool Containers::AllRun() const {
  return std::ranges::all_of(containers_, [](const auto& container) { return container.state == "running"; });
}

std::vector<std::string> Containers::Sandboxes() const {
  std::vector<std::string> ids;
  for (const auto& container : containers_) {
    if (!container.labels.contains("code-runner.role")) ids.push_back(container.id);
  }
  return ids;
}

}  // namespace code_runner::testing
