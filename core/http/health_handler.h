// GET /health
#pragma once

#include <functional>

#include "http/answer.h"
#include "http/request.h"

namespace code_runner::http {

// Always 200; `status` is "degraded" while the engine cannot be reached.
class HealthHandler {
 public:
  HealthHandler(std::function<bool()> docker_connected, bool auth_enabled)
      : docker_connected_(std::move(docker_connected)), auth_enabled_(auth_enabled) {}

  Answer operator()(const Request& request) const;

 private:
  std::function<bool()> docker_connected_;
  bool auth_enabled_;
};

}  // namespace code_runner::http
