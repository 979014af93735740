// All settings of the server.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "execution/sandbox_reuse.h"
#include "model/request_bounds.h"
#include "setting_reader.h"

namespace code_runner {

// Each field is one environment variable, named at its side; the README's table says what they mean.
struct Config {
  std::string host;                         // HOST
  std::uint16_t port = 0;                   // PORT
  LogLevel log_level = LogLevel::kInfo;     // LOG_LEVEL
  LogFormat log_format = LogFormat::kText;  // LOG_FORMAT
  RequestBounds bounds;                     // DEFAULT_*, MAX_TIMEOUT, MAX_MEMORY_MB, MAX_DISK_MB, MAX_CODE_SIZE_BYTES
  double cpu_cores_max = 0;                 // MAX_CPU_CORES
  std::uint32_t pids_max = 0;               // MAX_PIDS
  std::uint64_t output_bytes_max = 0;       // MAX_OUTPUT_BYTES
  std::uint64_t metadata_bytes_max = 0;     // MAX_METADATA_BYTES
  std::uint64_t artifact_cache_bytes_max = 0;  // ARTIFACT_CACHE_BYTES
  std::uint64_t artifact_bytes_max = 0;        // MAX_ARTIFACT_BYTES
  std::size_t body_bytes_max = 0;              // MAX_BODY_BYTES
  std::size_t connections_max = 0;             // MAX_CONNECTIONS
  std::chrono::seconds header_timeout{0};      // HEADER_TIMEOUT
  std::chrono::seconds body_timeout{0};        // BODY_TIMEOUT
  std::chrono::seconds idle_timeout{0};        // IDLE_TIMEOUT
  std::size_t runs_max = 0;                    // MAX_CONCURRENT_RUNS
  std::size_t queued_runs_max = 0;             // MAX_QUEUED_RUNS
  std::chrono::seconds queue_wait_max{0};      // MAX_QUEUE_WAIT
  std::chrono::seconds stop_timeout{0};        // STOP_TIMEOUT
  execution::SandboxReuse reuse{};             // SANDBOX_REUSE
  std::uint32_t reuse_runs_max = 0;            // SANDBOX_REUSE_MAX_RUNS
  std::chrono::seconds reuse_age_max{0};       // SANDBOX_REUSE_MAX_AGE
  std::string docker_host;                     // DOCKER_HOST, else DOCKER_SOCKET
  std::string docker_cert_path;                // DOCKER_CERT_PATH
  std::string auth_token;                      // AUTH_TOKEN
  std::vector<std::string> api_keys;           // CODE_RUNNER_API_KEYS
  std::vector<std::string> runtimes;           // RUNTIMES
  std::vector<std::string> plugin_dirs;        // PLUGIN_DIR
  std::string runtime_dir;                     // RUNTIME_DIR
  std::string state_dir;                       // STATE_DIR
  std::string oci_runtime;                     // CONTAINER_RUNTIME
  std::string sandbox_network;                 // SANDBOX_NETWORK
  bool network_reuse = true;                   // NETWORK_REUSE: "unused" or "never"
  int builds_max = 0;                          // BUILD_CONCURRENCY
  // WARM_POOL: by runtime id; nothing: kWarmPoolDefault of each runtime; "none": no warm sandboxes at all.
  std::optional<std::map<std::string, std::size_t>> warm_pool;

  std::size_t pool_sandboxes_max = 0;         // POOL_MAX_SANDBOXES; 0 with WARM_POOL=none
  std::uint64_t pool_memory_bytes_max = 0;    // POOL_MAX_MEMORY
  std::chrono::seconds pool_idle_timeout{0};  // POOL_IDLE_TIMEOUT
  std::size_t pool_refills_max = 0;           // POOL_REFILL_CONCURRENCY

  static constexpr std::size_t kWarmPoolDefault = 2;

  // PRESTART_<ID>_IMPORTS of the runtime `id`; kBadRequest when it is malformed.
  Result<std::vector<std::string>> PrestartImports(const std::string& id) const;

  // kBadRequest whose message lists everything that is wrong, a line each.
  static Result<Config> Load(const SettingReader::Lookup& lookup);

  SettingReader::Lookup lookup;  // for settings that have a runtime's id in their names
};

}  // namespace code_runner
