#include "core/http/test_server.h"

#include <stdexcept>

#include "core/http/fake_runtime.h"

namespace code_runner::http {

ServerOptions TestOptions() {
  ServerOptions options;
  options.host = "127.0.0.1";
  options.port = 0;
  options.idle_timeout = kNeverExpires;
  options.header_timeout = kNeverExpires;
  options.body_timeout = kNeverExpires;
  options.write_timeout = kNeverExpires;
  return options;
}

ExecutionResult Printed(std::string_view out, const std::string& run_id) {
  ExecutionResult result;
  if (!result.out.text.Append(out)) throw std::runtime_error("spool");
  result.out.bytes = out.size();
  result.run_id = run_id;
  return result;
}

Services TestServices() {
  Services services;
  services.run = [](const ExecutionRequest& request, const std::string& run_id, std::stop_token) {
    return Result<ExecutionResult>(Printed(request.Code(), run_id));
  };
  services.runtimes = [] { return std::vector<RuntimeEntry>{{FakeNode(), "building"}, {FakePython(), "ready"}}; };
  services.metrics = [] { return std::string("code_runner_runs_running 0\n"); };
  services.docker_connected = [] { return true; };
  services.is_sandbox_address = [](const std::string&) { return false; };
  return services;
}

TestServer::TestServer(ServerOptions options, Services services) : server_(std::move(options), std::move(services)) {
  const Status started = server_.Start();
  if (!started) throw std::runtime_error(started.error().LogText());
}

}  // namespace code_runner::http
