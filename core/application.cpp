#include "application.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "execution/default_limits.h"
#include "server_metrics.h"

namespace code_runner {
namespace {

namespace fs = std::filesystem;

// Files of ours lie beside the executable in a build folder, and in ../lib/code-runner when installed.
fs::path FindOwnFile(const std::string& name) {
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path();
  const fs::path beside = folder / name;
  return fs::exists(beside) ? beside : folder.parent_path() / "lib" / "code-runner" / name;
}

Result<std::string> ReadAgent() {
  const fs::path path = FindOwnFile("code-runner-agent");
  std::ifstream stream(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(stream), {});
  if (!stream || bytes.empty()) return Error{ErrorCode::kInternal, path.string() + ": cannot be read"};
  return bytes;
}

plugin::RuntimeRegistry LoadPlugins(const Config& config) {
  plugin::RegistryOptions options;
  options.plugin_dirs.assign(config.plugin_dirs.begin(), config.plugin_dirs.end());
  if (options.plugin_dirs.empty()) options.plugin_dirs = {FindOwnFile("plugins")};
  options.enabled = config.runtimes;
  options.runtime_dir = config.runtime_dir;
  options.imports_of = [&config](const std::string& id) {
    Result<std::vector<std::string>> modules = config.PrestartImports(id);
    return modules ? *std::move(modules) : std::vector<std::string>();  // CheckPlugins tells what is wrong with them
  };
  plugin::RuntimeRegistry registry = plugin::RuntimeRegistry::Load(options);
  for (const plugin::RefusedPlugin& refused : registry.Refused()) {
    Log(LogLevel::kError, "plugin_refused", {{"path", refused.path.string()}, {"reason", refused.reason}});
  }
  for (const auto& runtime : registry.Runtimes()) {
    Log(LogLevel::kInfo, "plugin_loaded", {{"runtime", runtime->Id()}, {"version", runtime->Version()}});
  }
  return registry;
}

Status CheckPlugins(const plugin::RuntimeRegistry& registry, const Config& config) {
  std::string problems;
  for (const std::string& id : registry.Missing()) problems += "RUNTIMES: no plugin offers '" + id + "'\n";
  if (config.warm_pool) {
    for (const auto& [id, count] : *config.warm_pool) {
      const auto runtime = registry.Find(id);
      if (!runtime || runtime->Id() != id) problems += "WARM_POOL: there is no runtime '" + id + "'\n";
    }
  }
  for (const auto& runtime : registry.Runtimes()) {
    const Result<std::vector<std::string>> modules = config.PrestartImports(runtime->Id());
    if (!modules) problems += modules.error().message + "\n";
    if (modules && !modules->empty() && !runtime->Prestart()) {
      problems += "PRESTART_*_IMPORTS: no interpreter of runtime '" + runtime->Id() + "' waits\n";
    }
  }
  if (registry.Runtimes().empty()) problems += "PLUGIN_DIR: no runtime could be loaded\n";
  if (problems.empty()) return Ok();
  problems.pop_back();
  return Error{ErrorCode::kBadRequest, problems};
}

docker::ClientOptions MakeClientOptions(docker::Endpoint endpoint) {
  docker::ClientOptions options;
  options.endpoint = std::move(endpoint);
  return options;
}

execution::SandboxPolicy MakePolicy(const Config& config, const std::string& instance) {
  return {instance, config.cpu_cores_max, config.pids_max, config.oci_runtime,
          config.reuse != execution::SandboxReuse::kNever};
}

std::size_t Processors() {
  return std::max(std::thread::hardware_concurrency(), 1U);
}

execution::SandboxPoolOptions MakePoolOptions(const Config& config) {
  execution::SandboxPoolOptions options;
  options.bounds = {config.pool_sandboxes_max, config.pool_memory_bytes_max};
  options.refills_max = config.pool_refills_max;
  options.processors = Processors();
  options.idle_timeout = config.pool_idle_timeout;
  return options;
}

http::ServerOptions MakeServerOptions(const Config& config) {
  http::ServerOptions options;
  options.host = config.host;
  options.port = config.port;
  options.secrets = config.api_keys;
  if (!config.auth_token.empty()) options.secrets.push_back(config.auth_token);
  options.max_connections = static_cast<int>(config.connections_max);
  options.idle_timeout = config.idle_timeout;
  options.header_timeout = config.header_timeout;
  options.body_timeout = config.body_timeout;
  options.max_body_bytes = config.body_bytes_max;
  options.bounds = config.bounds;
  return options;
}

}  // namespace

Result<std::unique_ptr<Application>> Application::Make(const Config& config) {
  Result<docker::Endpoint> endpoint = docker::Endpoint::Parse(config.docker_host, config.docker_cert_path);
  if (!endpoint) return std::move(endpoint).error();
  Result<std::string> agent = ReadAgent();
  if (!agent) return std::move(agent).error();
  plugin::RuntimeRegistry registry = LoadPlugins(config);
  if (Status checked = CheckPlugins(registry, config); !checked) return std::move(checked).error();
  Result<Instance> instance = Instance::Claim(config.state_dir);
  if (!instance) return std::move(instance).error();
  return std::unique_ptr<Application>(
      new Application(config, *std::move(instance), *std::move(endpoint), std::move(registry), *std::move(agent)));
}

Application::Application(const Config& config, Instance instance, docker::Endpoint endpoint,
                         plugin::RuntimeRegistry registry, std::string agent)
    : config_(config),
      instance_(std::move(instance)),
      registry_(std::move(registry)),
      docker_(MakeClientOptions(std::move(endpoint))),
      network_(docker_, config.sandbox_network),
      reaper_(docker_, {instance_.Id()}),
      launcher_(docker_, reaper_),
      holders_(docker_, network_, launcher_, MakePolicy(config, instance_.Id())),
      factory_(docker_, network_, launcher_, config.network_reuse ? &holders_ : nullptr,
               MakePolicy(config, instance_.Id())),
      pool_(factory_, MakePoolOptions(config)),
      images_(docker_, registry_.Runtimes(),
              {.agent = std::move(agent),
               .builds_max = config.builds_max,
               .on_ready = [this](const plugin::Runtime& runtime, const std::string& id) { KeepWarm(runtime, id); }}),
      used_({.reuse = config.reuse,
             .sandboxes_max = config.runs_max,
             .runs_max = config.reuse_runs_max,
             .age_max = config.reuse_age_max,
             .busy = 1 + Processors()}),
      queue_({config.runs_max, config.queued_runs_max, config.queue_wait_max}),
      executor_(docker_, {config.output_bytes_max, config.metadata_bytes_max}),
      artifacts_(config.state_dir + "/artifacts",
                 {.bytes_max = config.artifact_cache_bytes_max, .artifact_bytes_max = config.artifact_bytes_max}),
      runner_(registry_, images_, queue_, pool_, used_, executor_, artifacts_, config.bounds),
      run_metrics_(metrics_),
      server_(MakeServerOptions(config), MakeServices()) {
  AddMetrics();
}

void Application::KeepWarm(const plugin::Runtime& runtime, const std::string& image_id) {
  std::size_t count = Config::kWarmPoolDefault;
  if (config_.warm_pool) {
    const auto named = config_.warm_pool->find(runtime.Id());
    count = named == config_.warm_pool->end() ? 0 : named->second;
  }
  pool_.Keep(execution::MakeShape(runtime, image_id, execution::DefaultLimits(config_.bounds, runtime)), count);
}

http::Services Application::MakeServices() {
  http::Services services;
  services.run = [this](const ExecutionRequest& request, const std::string& run_id, const std::stop_token& stop) {
    Result<ExecutionResult> result = runner_.Run(request, run_id, stop);
    if (result) {
      run_metrics_.CountResult(*result);
    } else {
      run_metrics_.CountFailure(result.error());
    }
    return result;
  };
  services.runtimes = [this] {
    std::vector<http::RuntimeEntry> entries;
    for (const auto& runtime : registry_.Runtimes()) {
      entries.push_back({runtime, image::ToString(images_.StatusOf(*runtime))});
    }
    return entries;
  };
  services.metrics = [this] { return metrics_.Text(); };
  services.docker_connected = [this] { return docker_.Ping().ok(); };
  services.is_sandbox_address = [this](const std::string& ip) { return network_.Contains(ip); };
  return services;
}

void Application::AddMetrics() {
  AddProcessMetrics(metrics_);
  AddQueueMetrics(metrics_, queue_);
  AddPoolMetrics(metrics_, pool_, used_);
  AddHolderMetrics(metrics_, holders_);
  AddArtifactMetrics(metrics_, artifacts_);
}

Status Application::Start() {
  if (Status started = server_.Start(); !started) return started;
  reaper_.Start();
  images_.Start();
  holders_.Start();
  pool_.Start();
  used_.Start();
  if (config_.auth_token.empty() && config_.api_keys.empty()) {
    Log(LogLevel::kWarning, "authentication_off", {{"advice", "set AUTH_TOKEN or CODE_RUNNER_API_KEYS"}});
  }
  Log(LogLevel::kInfo, "listening", {{"address", config_.host}, {"port", server_.Port()}});
  return Ok();
}

void Application::Stop() {
  queue_.Close();
  Log(LogLevel::kInfo, "stopping", {{"running", queue_.Running()}});
  server_.Stop(config_.stop_timeout);
  images_.Stop();
  used_.Stop();
  pool_.Stop();
  holders_.Stop();
  reaper_.Stop();
  Log(LogLevel::kInfo, "stopped");
}

}  // namespace code_runner
