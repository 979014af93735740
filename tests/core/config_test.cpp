#include "config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <thread>

namespace code_runner {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;
using Settings = std::map<std::string, std::string>;

Result<Config> Load(const Settings& settings) {
  return Config::Load([&settings](const std::string& name) -> std::optional<std::string> {
    const auto found = settings.find(name);
    return found == settings.end() ? std::nullopt : std::optional(found->second);
  });
}

Config LoadGood(const Settings& settings) {
  Result<Config> config = Load(settings);
  if (!config) throw std::invalid_argument(config.error().message);
  return *std::move(config);
}

void ExpectLimitDefaults(const Config& config) {
  EXPECT_EQ(config.bounds.default_timeout, seconds(30));
  EXPECT_EQ(config.bounds.max_timeout, seconds(300));
  EXPECT_EQ(config.bounds.default_memory_bytes, 256U << 20);
  EXPECT_EQ(config.bounds.max_memory_bytes, 2048ULL << 20);
  EXPECT_EQ(config.bounds.default_cpu_shares, 512U);
  EXPECT_EQ(config.bounds.default_disk_bytes, 512U << 20);
  EXPECT_EQ(config.bounds.max_disk_bytes, 5000ULL << 20);
  EXPECT_TRUE(config.bounds.default_network);
  EXPECT_EQ(config.bounds.max_code_bytes, 1U << 20);
  EXPECT_EQ(config.cpu_cores_max, 4.0);
  EXPECT_EQ(config.pids_max, 128U);
  EXPECT_EQ(config.output_bytes_max, 8U << 20);
  EXPECT_EQ(config.metadata_bytes_max, 1U << 20);
}

void ExpectServerDefaults(const Config& config) {
  EXPECT_EQ(config.host, "0.0.0.0");
  EXPECT_EQ(config.port, 8000);
  EXPECT_EQ(config.log_level, LogLevel::kInfo);
  EXPECT_EQ(config.log_format, LogFormat::kText);
  EXPECT_EQ(config.body_bytes_max, 8U << 20);
  EXPECT_EQ(config.connections_max, 1024U);
  EXPECT_EQ(config.header_timeout, seconds(10));
  EXPECT_EQ(config.body_timeout, seconds(60));
  EXPECT_EQ(config.idle_timeout, seconds(60));
  EXPECT_EQ(config.auth_token, "");
  EXPECT_THAT(config.api_keys, IsEmpty());
  EXPECT_EQ(config.state_dir, "state");
}

void ExpectOtherDefaults(const Config& config) {
  EXPECT_EQ(config.runs_max, std::max(8U, 4 * std::thread::hardware_concurrency()));
  EXPECT_EQ(config.queued_runs_max, 256U);
  EXPECT_EQ(config.queue_wait_max, seconds(60));
  EXPECT_EQ(config.stop_timeout, seconds(310));
  EXPECT_EQ(config.docker_host, "unix:///var/run/docker.sock");
  EXPECT_EQ(config.docker_cert_path, "");
  EXPECT_EQ(config.oci_runtime, "");
  EXPECT_EQ(config.sandbox_network, "code-runner");
  EXPECT_EQ(config.builds_max, 2);
  EXPECT_THAT(config.runtimes, IsEmpty());
  EXPECT_THAT(config.plugin_dirs, IsEmpty());
  EXPECT_EQ(config.runtime_dir, "");
  EXPECT_EQ(config.warm_pool, std::nullopt);
  EXPECT_EQ(config.pool_sandboxes_max, 32U);
  EXPECT_GE(config.pool_memory_bytes_max, 1U << 30);
  EXPECT_EQ(config.pool_idle_timeout, std::chrono::minutes(5));
  EXPECT_GE(config.pool_refills_max, 1U);
  EXPECT_TRUE(config.network_reuse);
}

TEST(ConfigTest, WithoutSettingsEverythingIsTheDefault) {
  const Config config = LoadGood({});
  ExpectLimitDefaults(config);
  ExpectServerDefaults(config);
  ExpectOtherDefaults(config);
}

TEST(ConfigTest, EmptySettingsCountAsMissing) {
  Settings settings;
  for (const char* name : {"PORT", "HOST", "LOG_LEVEL", "MAX_TIMEOUT", "DEFAULT_MEMORY", "MAX_CPU_CORES", "AUTH_TOKEN",
                           "WARM_POOL", "DEFAULT_ALLOW_NETWORK", "SANDBOX_REUSE", "DOCKER_HOST", "DOCKER_SOCKET"}) {
    settings[name] = "";
  }
  const Config config = LoadGood(settings);
  ExpectLimitDefaults(config);
  ExpectServerDefaults(config);
  ExpectOtherDefaults(config);
}

TEST(ConfigTest, LimitsAreRead) {
  const Config config = LoadGood({{"DEFAULT_TIMEOUT", "60"},
                                  {"MAX_TIMEOUT", "60"},
                                  {"DEFAULT_MEMORY", "1g"},
                                  {"MAX_MEMORY_MB", "1024"},
                                  {"DEFAULT_CPU_SHARES", "2"},
                                  {"DEFAULT_DISK", "10m"},
                                  {"MAX_DISK_MB", "10"},
                                  {"DEFAULT_ALLOW_NETWORK", "false"},
                                  {"MAX_CODE_SIZE_BYTES", "2m"},
                                  {"MAX_CPU_CORES", "0.5"},
                                  {"MAX_PIDS", "64"},
                                  {"MAX_OUTPUT_BYTES", "1k"},
                                  {"MAX_METADATA_BYTES", "1"}});
  EXPECT_EQ(config.bounds.default_timeout, seconds(60));
  EXPECT_EQ(config.bounds.max_timeout, seconds(60));
  EXPECT_EQ(config.bounds.default_memory_bytes, 1U << 30);
  EXPECT_EQ(config.bounds.max_memory_bytes, 1U << 30);
  EXPECT_EQ(config.bounds.default_cpu_shares, 2U);
  EXPECT_EQ(config.bounds.default_disk_bytes, 10U << 20);
  EXPECT_EQ(config.bounds.max_disk_bytes, 10U << 20);
  EXPECT_FALSE(config.bounds.default_network);
  EXPECT_EQ(config.bounds.max_code_bytes, 2U << 20);
  EXPECT_EQ(config.cpu_cores_max, 0.5);
  EXPECT_EQ(config.pids_max, 64U);
  EXPECT_EQ(config.output_bytes_max, 1024U);
  EXPECT_EQ(config.metadata_bytes_max, 1U);
}

TEST(ConfigTest, ServerSettingsAreRead) {
  const Config config = LoadGood({{"HOST", "127.0.0.1"},
                                  {"PORT", "65535"},
                                  {"LOG_LEVEL", "WARN"},
                                  {"LOG_FORMAT", "json"},
                                  {"MAX_BODY_BYTES", "1g"},
                                  {"MAX_CONNECTIONS", "1"},
                                  {"HEADER_TIMEOUT", "1"},
                                  {"BODY_TIMEOUT", "2"},
                                  {"IDLE_TIMEOUT", "3"},
                                  {"AUTH_TOKEN", "secret"},
                                  {"CODE_RUNNER_API_KEYS", "one, two"},
                                  {"STATE_DIR", "/var/lib/x"}});
  EXPECT_EQ(config.host, "127.0.0.1");
  EXPECT_EQ(config.port, 65535);
  EXPECT_EQ(config.log_level, LogLevel::kWarning);
  EXPECT_EQ(config.log_format, LogFormat::kJson);
  EXPECT_EQ(config.body_bytes_max, 1U << 30);
  EXPECT_EQ(config.connections_max, 1U);
  EXPECT_EQ(config.header_timeout, seconds(1));
  EXPECT_EQ(config.body_timeout, seconds(2));
  EXPECT_EQ(config.idle_timeout, seconds(3));
  EXPECT_EQ(config.auth_token, "secret");
  EXPECT_THAT(config.api_keys, ElementsAre("one", "two"));
  EXPECT_EQ(config.state_dir, "/var/lib/x");
}

TEST(ConfigTest, OtherSettingsAreRead) {
  const Config config = LoadGood({{"MAX_CONCURRENT_RUNS", "1"},
                                  {"MAX_QUEUED_RUNS", "0"},
                                  {"MAX_QUEUE_WAIT", "5"},
                                  {"STOP_TIMEOUT", "0"},
                                  {"SANDBOX_REUSE", "same-key"},
                                  {"SANDBOX_REUSE_MAX_RUNS", "7"},
                                  {"SANDBOX_REUSE_MAX_AGE", "8"},
                                  {"DOCKER_CERT_PATH", "/certs"},
                                  {"CONTAINER_RUNTIME", "runsc"},
                                  {"SANDBOX_NETWORK", "mine"},
                                  {"BUILD_CONCURRENCY", "1"},
                                  {"RUNTIMES", "python,node"},
                                  {"PLUGIN_DIR", "/a:/b"},
                                  {"RUNTIME_DIR", "/c"}});
  EXPECT_EQ(config.runs_max, 1U);
  EXPECT_EQ(config.queued_runs_max, 0U);
  EXPECT_EQ(config.queue_wait_max, seconds(5));
  EXPECT_EQ(config.stop_timeout, seconds(0));
  EXPECT_EQ(config.reuse, execution::SandboxReuse::kSameCaller);
  EXPECT_EQ(config.reuse_runs_max, 7U);
  EXPECT_EQ(config.reuse_age_max, seconds(8));
  EXPECT_EQ(config.docker_cert_path, "/certs");
  EXPECT_EQ(config.oci_runtime, "runsc");
  EXPECT_EQ(config.sandbox_network, "mine");
  EXPECT_EQ(config.builds_max, 1);
  EXPECT_THAT(config.runtimes, ElementsAre("python", "node"));
  EXPECT_THAT(config.plugin_dirs, ElementsAre("/a", "/b"));
  EXPECT_EQ(config.runtime_dir, "/c");
}

TEST(ConfigTest, SandboxesAreUsedOnceUnlessToldOtherwise) {
  EXPECT_EQ(LoadGood({}).reuse, execution::SandboxReuse::kNever);
  EXPECT_EQ(LoadGood({{"SANDBOX_REUSE", "never"}}).reuse, execution::SandboxReuse::kNever);
  EXPECT_EQ(LoadGood({{"SANDBOX_REUSE", "always"}}).reuse, execution::SandboxReuse::kAnyCaller);
}

TEST(ConfigTest, DockerHostWinsOverDockerSocket) {
  EXPECT_EQ(LoadGood({{"DOCKER_SOCKET", "/run/x.sock"}}).docker_host, "unix:///run/x.sock");
  EXPECT_EQ(LoadGood({{"DOCKER_SOCKET", "/run/x.sock"}, {"DOCKER_HOST", "tcp://h:1"}}).docker_host, "tcp://h:1");
}

TEST(ConfigTest, DefaultsFollowLowerMaxima) {
  const Config config = LoadGood({{"MAX_TIMEOUT", "10"}, {"MAX_MEMORY_MB", "64"}, {"MAX_DISK_MB", "1"}});
  EXPECT_EQ(config.bounds.default_timeout, seconds(10));
  EXPECT_EQ(config.bounds.default_memory_bytes, 64U << 20);
  EXPECT_EQ(config.bounds.default_disk_bytes, 1U << 20);
  EXPECT_EQ(config.stop_timeout, seconds(20));
}

TEST(ConfigTest, WarmPoolHasThreeForms) {
  EXPECT_EQ(LoadGood({}).warm_pool, std::nullopt);
  EXPECT_THAT(LoadGood({{"WARM_POOL", "none"}}).warm_pool, ::testing::Optional(IsEmpty()));
  EXPECT_EQ(LoadGood({{"WARM_POOL", "none"}}).pool_sandboxes_max, 0U);
  EXPECT_THAT(LoadGood({{"WARM_POOL", "python=4, node=0"}}).warm_pool,
              ::testing::Optional(ElementsAre(Pair("node", 0U), Pair("python", 4U))));
}

struct BadSetting {
  const char* name;
  const char* value;
};

class BadSettingTest : public ::testing::TestWithParam<BadSetting> {};

TEST_P(BadSettingTest, StopsTheStart) {
  const auto [name, value] = GetParam();
  const Result<Config> config = Load({{name, value}});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kBadRequest);
  EXPECT_THAT(config.error().message, StartsWith(std::string(name) + ": "));
  EXPECT_EQ(config.error().message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    One, BadSettingTest,
    ::testing::Values(
        BadSetting{"PORT", "65536"}, BadSetting{"PORT", "http"}, BadSetting{"LOG_LEVEL", "loud"},
        BadSetting{"LOG_FORMAT", "xml"}, BadSetting{"DEFAULT_TIMEOUT", "0"}, BadSetting{"DEFAULT_TIMEOUT", "301"},
        BadSetting{"MAX_TIMEOUT", "0"}, BadSetting{"MAX_TIMEOUT", "86401"}, BadSetting{"DEFAULT_MEMORY", "15m"},
        BadSetting{"DEFAULT_MEMORY", "2049m"}, BadSetting{"DEFAULT_MEMORY", "much"}, BadSetting{"MAX_MEMORY_MB", "15"},
        BadSetting{"MAX_MEMORY_MB", "2g"}, BadSetting{"DEFAULT_CPU_SHARES", "1"},
        BadSetting{"DEFAULT_CPU_SHARES", "262145"}, BadSetting{"MAX_CPU_CORES", "0"},
        BadSetting{"MAX_CPU_CORES", "nan"}, BadSetting{"DEFAULT_DISK", "5001m"}, BadSetting{"DEFAULT_DISK", "1k"},
        BadSetting{"MAX_DISK_MB", "0"}, BadSetting{"DEFAULT_ALLOW_NETWORK", "maybe"},
        BadSetting{"MAX_CODE_SIZE_BYTES", "0"}, BadSetting{"MAX_BODY_BYTES", "1023"},
        BadSetting{"MAX_CONNECTIONS", "0"}, BadSetting{"HEADER_TIMEOUT", "0"}, BadSetting{"BODY_TIMEOUT", "3601"},
        BadSetting{"IDLE_TIMEOUT", "-1"}, BadSetting{"MAX_PIDS", "0"}, BadSetting{"MAX_OUTPUT_BYTES", "1023"},
        BadSetting{"MAX_METADATA_BYTES", "0"}, BadSetting{"MAX_CONCURRENT_RUNS", "0"},
        BadSetting{"MAX_QUEUED_RUNS", "-1"}, BadSetting{"MAX_QUEUE_WAIT", "0"}, BadSetting{"STOP_TIMEOUT", "-1"},
        BadSetting{"SANDBOX_REUSE", "sometimes"}, BadSetting{"SANDBOX_REUSE_MAX_RUNS", "0"},
        BadSetting{"SANDBOX_REUSE_MAX_AGE", "0"}, BadSetting{"BUILD_CONCURRENCY", "0"},
        BadSetting{"POOL_MAX_SANDBOXES", "0"}, BadSetting{"POOL_MAX_MEMORY", "little"},
        BadSetting{"POOL_IDLE_TIMEOUT", "0"}, BadSetting{"POOL_REFILL_CONCURRENCY", "0"},
        BadSetting{"NETWORK_REUSE", "always"}, BadSetting{"WARM_POOL", "python"},
        BadSetting{"WARM_POOL", "python=1001"}, BadSetting{"WARM_POOL", "=1"}),
    [](const auto& row) { return std::string(row.param.name) + "_" + std::to_string(row.index); });

TEST(ConfigTest, DefaultsAboveMaximaAreRefused) {
  const Result<Config> config = Load({{"MAX_TIMEOUT", "10"},
                                      {"DEFAULT_TIMEOUT", "11"},
                                      {"MAX_MEMORY_MB", "64"},
                                      {"DEFAULT_MEMORY", "65m"},
                                      {"MAX_DISK_MB", "2"},
                                      {"DEFAULT_DISK", "3m"}});
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().message, AllOf(HasSubstr("DEFAULT_TIMEOUT: must be from 1 to 10"),
                                            HasSubstr("DEFAULT_MEMORY: "), HasSubstr("DEFAULT_DISK: ")));
}

TEST(ConfigTest, AllProblemsAreToldAtOnce) {
  const Result<Config> config = Load({{"PORT", "x"}, {"MAX_PIDS", "x"}, {"LOG_LEVEL", "x"}, {"WARM_POOL", "x,y=1"}});
  ASSERT_FALSE(config);
  EXPECT_EQ(std::ranges::count(config.error().message, '\n'), 3);
  for (const char* name : {"PORT: ", "MAX_PIDS: ", "LOG_LEVEL: ", "WARM_POOL: 'x'"}) {
    EXPECT_THAT(config.error().message, HasSubstr(name));
  }
}

TEST(ConfigTest, NamesModulesToImportAheadByRuntime) {
  const Settings settings = {{"PRESTART_PYTHON_IMPORTS", "numpy, os.path"},
                             {"PRESTART_MY_NODE_2_IMPORTS", "@scope/a-b,node:fs"},
                             {"PRESTART_BAD_IMPORTS", "a;b"}};
  const Result<Config> config = Load(settings);
  ASSERT_TRUE(config.ok());
  EXPECT_THAT(*config->PrestartImports("python"), ElementsAre("numpy", "os.path"));
  EXPECT_THAT(*config->PrestartImports("my-node.2"), ElementsAre("@scope/a-b", "node:fs"));
  EXPECT_THAT(*config->PrestartImports("go"), IsEmpty());
  EXPECT_THAT(config->PrestartImports("bad").error().message, StartsWith("PRESTART_BAD_IMPORTS: "));
}

}  // namespace
}  // namespace code_runner
