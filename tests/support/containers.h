// What a server has at the engine.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "docker/client.h"

namespace code_runner::testing {

// Of the engine that DOCKER_HOST names.
docker::Client EngineClient();

// Of a server, by its Service::InstanceId(). Fails the test, and is empty, when the engine does not tell.
class Containers {
 public:
  static Containers Of(const std::string& instance);
  static Containers Of(const std::string& instance, docker::Client& client);

  std::size_t Count() const { return containers_.size(); }
  bool AllRun() const;
  // Those that run programs, without the holders of their networks.
  std::vector<std::string> Sandboxes() const;

 private:
  std::vector<docker::ContainerSummary> containers_;
};

}  // namespace code_runner::testing
