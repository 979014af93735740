#include "config.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>
#include <thread>

namespace code_runner {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t kMebibyte = 1 << 20;
constexpr std::uint64_t kGibibyte = 1 << 30;
constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr std::int64_t kWarmSandboxesMax = 1000;  // of one runtime
constexpr std::size_t kPrestartImportsMax = 64;
constexpr std::size_t kModuleNameBytesMax = 128;

// Of any language: "pandas", "os.path", "node:fs", "@scope/package".
bool IsModuleName(const std::string& name) {
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || std::strchr("_.-/:@", c) != nullptr; };
  return name.size() <= kModuleNameBytesMax && std::ranges::all_of(name, fits);
}

void ReadBounds(SettingReader& settings, RequestBounds& bounds) {
  bounds.max_timeout = seconds(settings.Number("MAX_TIMEOUT", 300, 1, kDay));
  bounds.default_timeout = seconds(settings.Number(
      "DEFAULT_TIMEOUT", std::min<std::int64_t>(30, bounds.max_timeout.count()), 1, bounds.max_timeout.count()));
  const auto memory_min_mb = static_cast<std::int64_t>(RequestBounds::kMinMemoryBytes / kMebibyte);
  bounds.max_memory_bytes =
      kMebibyte * static_cast<std::uint64_t>(settings.Number("MAX_MEMORY_MB", 2048, memory_min_mb, 1 << 20));
  bounds.default_memory_bytes = settings.Size("DEFAULT_MEMORY", std::min(256 * kMebibyte, bounds.max_memory_bytes),
                                              RequestBounds::kMinMemoryBytes, bounds.max_memory_bytes);
  bounds.default_cpu_shares = static_cast<std::uint32_t>(
      settings.Number("DEFAULT_CPU_SHARES", 512, RequestBounds::kMinCpuShares, RequestBounds::kMaxCpuShares));
  bounds.max_disk_bytes = kMebibyte * static_cast<std::uint64_t>(settings.Number("MAX_DISK_MB", 5000, 1, 1 << 20));
  bounds.default_disk_bytes = settings.Size("DEFAULT_DISK", std::min(512 * kMebibyte, bounds.max_disk_bytes),
                                            RequestBounds::kMinDiskBytes, bounds.max_disk_bytes);
  bounds.default_network = settings.Bool("DEFAULT_ALLOW_NETWORK", true);
  bounds.max_code_bytes = settings.Size("MAX_CODE_SIZE_BYTES", kMebibyte, 1, 64 * kMebibyte);
}

void ReadServer(SettingReader& settings, Config& config) {
  config.host = settings.Text("HOST", "0.0.0.0");
  config.port = static_cast<std::uint16_t>(settings.Number("PORT", 8000, 0, 65535));
  const std::optional<LogLevel> level = ParseLogLevel(settings.Text("LOG_LEVEL", "info"));
  if (!level) settings.AddProblem("LOG_LEVEL", "must be debug, info, warning or error");
  config.log_level = level.value_or(LogLevel::kInfo);
  const std::optional<LogFormat> format = ParseLogFormat(settings.Text("LOG_FORMAT", "text"));
  if (!format) settings.AddProblem("LOG_FORMAT", "must be text or json");
  config.log_format = format.value_or(LogFormat::kText);
  config.body_bytes_max = settings.Size("MAX_BODY_BYTES", 8 * kMebibyte, 1024, kGibibyte);
  config.connections_max = static_cast<std::size_t>(settings.Number("MAX_CONNECTIONS", 1024, 1, 65536));
  config.header_timeout = seconds(settings.Number("HEADER_TIMEOUT", 10, 1, 3600));
  config.body_timeout = seconds(settings.Number("BODY_TIMEOUT", 60, 1, 3600));
  config.idle_timeout = seconds(settings.Number("IDLE_TIMEOUT", 60, 1, 3600));
  config.auth_token = settings.Text("AUTH_TOKEN");
  config.api_keys = settings.List("CODE_RUNNER_API_KEYS", ',');
  config.state_dir = settings.Text("STATE_DIR", "state");
}

void ReadRuns(SettingReader& settings, Config& config) {
  const std::int64_t cores = std::max(1U, std::thread::hardware_concurrency());
  config.cpu_cores_max = settings.Decimal("MAX_CPU_CORES", 4.0, 0.01, 1024);
  config.pids_max = static_cast<std::uint32_t>(settings.Number("MAX_PIDS", 128, 1, 32768));
  config.output_bytes_max = settings.Size("MAX_OUTPUT_BYTES", 8 * kMebibyte, 1024, kGibibyte);
  config.metadata_bytes_max = settings.Size("MAX_METADATA_BYTES", kMebibyte, 1, 64 * kMebibyte);
  config.artifact_cache_bytes_max = settings.Size("ARTIFACT_CACHE_BYTES", kGibibyte, 0, 1024 * kGibibyte);
  config.artifact_bytes_max = settings.Size("MAX_ARTIFACT_BYTES", 64 * kMebibyte, 1, kGibibyte);
  config.runs_max =
      static_cast<std::size_t>(settings.Number("MAX_CONCURRENT_RUNS", std::max<std::int64_t>(8, 4 * cores), 1, 10000));
  config.queued_runs_max = static_cast<std::size_t>(settings.Number("MAX_QUEUED_RUNS", 256, 0, 100000));
  config.queue_wait_max = seconds(settings.Number("MAX_QUEUE_WAIT", 60, 1, kDay));
  config.stop_timeout = seconds(settings.Number("STOP_TIMEOUT", config.bounds.max_timeout.count() + 10, 0, 2 * kDay));
}

void ReadReuse(SettingReader& settings, Config& config) {
  const std::string reuse = settings.Text("SANDBOX_REUSE", "never");
  if (reuse == "same-key") {
    config.reuse = execution::SandboxReuse::kSameCaller;
  } else if (reuse == "always") {
    config.reuse = execution::SandboxReuse::kAnyCaller;
  } else if (reuse != "never") {
    settings.AddProblem("SANDBOX_REUSE", "must be never, same-key or always");
  }
  config.reuse_runs_max = static_cast<std::uint32_t>(settings.Number("SANDBOX_REUSE_MAX_RUNS", 1000, 1, 1'000'000));
  config.reuse_age_max = std::chrono::seconds(settings.Number("SANDBOX_REUSE_MAX_AGE", 600, 1, kDay));
}

void ReadDocker(SettingReader& settings, Config& config) {
  const std::string socket = settings.Text("DOCKER_SOCKET", "/var/run/docker.sock");
  config.docker_host = settings.Text("DOCKER_HOST", "unix://" + socket);
  config.docker_cert_path = settings.Text("DOCKER_CERT_PATH");
  config.oci_runtime = settings.Text("CONTAINER_RUNTIME");
  config.sandbox_network = settings.Text("SANDBOX_NETWORK", "code-runner");
  const std::string reuse = settings.Text("NETWORK_REUSE", "unused");
  if (reuse != "unused" && reuse != "never") settings.AddProblem("NETWORK_REUSE", "must be unused or never");
  config.network_reuse = reuse == "unused";
  config.builds_max = static_cast<int>(settings.Number("BUILD_CONCURRENCY", 2, 1, 64));
}

void ReadRuntimes(SettingReader& settings, Config& config) {
  config.runtimes = settings.List("RUNTIMES", ',');
  config.plugin_dirs = settings.List("PLUGIN_DIR", ':');
  config.runtime_dir = settings.Text("RUNTIME_DIR");
}

// A quarter of the machine's.
std::uint64_t DefaultPoolMemory() {
  const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
  return std::max(kGibibyte, pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 4);
}

void ReadPool(SettingReader& settings, Config& config) {
  const std::int64_t cores = std::max(1U, std::thread::hardware_concurrency());
  config.pool_sandboxes_max = static_cast<std::size_t>(settings.Number("POOL_MAX_SANDBOXES", 32, 1, 10000));
  config.pool_memory_bytes_max = settings.Size("POOL_MAX_MEMORY", DefaultPoolMemory(), kMebibyte, 1024 * kGibibyte);
  config.pool_idle_timeout = seconds(settings.Number("POOL_IDLE_TIMEOUT", 300, 1, kDay));
  config.pool_refills_max = static_cast<std::size_t>(settings.Number("POOL_REFILL_CONCURRENCY", cores, 1, 256));
  const std::vector<std::string> pool = settings.List("WARM_POOL", ',');
  if (pool.empty()) return;
  config.warm_pool.emplace();
  if (pool == std::vector<std::string>{"none"}) {
    config.pool_sandboxes_max = 0;
    return;
  }
  for (const auto& [id, count] : settings.Counts("WARM_POOL", kWarmSandboxesMax)) {
    config.warm_pool->emplace(id, static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<std::vector<std::string>> Config::PrestartImports(const std::string& id) const {
  std::string name = "PRESTART_";
  for (const char c : id)
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c >= '0' && c <= '9' ? c : '_';
  name += "_IMPORTS";
  std::vector<std::string> modules = SettingReader(lookup).List(name, ',');
  if (modules.size() > kPrestartImportsMax || !std::ranges::all_of(modules, IsModuleName)) {
    return Error{ErrorCode::kBadRequest,
                 name + ": must be at most " + std::to_string(kPrestartImportsMax) + " names of modules"};
  }
  return modules;
}

Result<Config> Config::Load(const SettingReader::Lookup& lookup) {
  SettingReader settings(lookup);
  Config config;
  config.lookup = lookup;
  ReadBounds(settings, config.bounds);
  ReadServer(settings, config);
  ReadRuns(settings, config);
  ReadReuse(settings, config);
  ReadDocker(settings, config);
  ReadRuntimes(settings, config);
  ReadPool(settings, config);
  if (settings.Problems().empty()) return config;
  std::string message;
  for (const std::string& problem : settings.Problems()) message += (message.empty() ? "" : "\n") + problem;
  return Error{ErrorCode::kBadRequest, message};
}

}  // namespace code_runner
