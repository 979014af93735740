// What the HTTP layer needs of the rest of the server: plain functions, so that it can be tested without Docker.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/execution_request.h"
#include "model/execution_result.h"
#include "plugin/runtime.h"

namespace code_runner::http {

struct RuntimeEntry {
  std::shared_ptr<const plugin::Runtime> runtime;
  std::string status;  // of its image: "ready", "building", "failed" or "missing"
};

// All are called from many threads at once, and must be set.
struct Services {
  // Runs a program to its end. Once `stop` is requested (the caller went away, or the server stops) it returns soon.
  std::function<Result<ExecutionResult>(const ExecutionRequest& request, const std::string& run_id,
                                        std::stop_token stop)>
      run;
  std::function<std::vector<RuntimeEntry>()> runtimes;
  // What the server counts, in the text format of Prometheus.
  std::function<std::string()> metrics;
  // Never takes longer than 1.5 s.
  std::function<bool()> docker_connected;
  // Whether the address belongs to the network of our own sandboxes, whose programs may not use this server.
  std::function<bool(const std::string& ip)> is_sandbox_address;
};

}  // namespace code_runner::http
