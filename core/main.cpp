#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>

#include "application.h"
#include "base/log.h"
#include "config.h"
#include "setting_reader.h"

namespace code_runner {
namespace {

constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;

// The environment wins over the file.
SettingReader::Lookup MakeLookup(std::map<std::string, std::string> file) {
  return [file = std::move(file)](const std::string& name) -> std::optional<std::string> {
    if (const char* value = std::getenv(name.c_str())) return value;
    const auto found = file.find(name);
    return found == file.end() ? std::nullopt : std::optional(found->second);
  };
}

Result<Config> LoadConfig() {
  std::ifstream stream(".env");
  std::vector<std::string> problems;
  std::map<std::string, std::string> file = ParseDotEnv({std::istreambuf_iterator<char>(stream), {}}, problems);
  Result<Config> config = Config::Load(MakeLookup(std::move(file)));
  if (problems.empty()) return config;
  std::string message = config ? "" : config.error().message;
  for (const std::string& problem : problems) message += (message.empty() ? "" : "\n") + problem;
  return Error{ErrorCode::kBadRequest, message};
}

int Fail(const Error& error) {
  std::cerr << "code-runner cannot start:\n" << error.LogText() << '\n';
  return kExitFailure;
}

// Large buffers (bodies, answers) go back to the system as soon as they are free, instead of staying in an arena of the
// thread that used them.
void LimitRetainedMemory() {
  constexpr int kMmapThresholdBytes = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, kMmapThresholdBytes);
}

// Connections, sandboxes and calls of the engine take one each, and the usual soft limit is low for historical reasons.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Blocked in all threads, so that only the waiting below gets them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

int Serve() {
  LimitRetainedMemory();
  RaiseDescriptorLimit();
  const sigset_t stop_signals = BlockStopSignals();
  const Result<Config> config = LoadConfig();
  if (!config) return Fail(config.error());
  SetLogLevel(config->log_level);
  SetLogFormat(config->log_format);
  Result<std::unique_ptr<Application>> application = Application::Make(*config);
  if (!application) return Fail(application.error());
  if (const Status started = (*application)->Start(); !started) return Fail(started.error());
  int received = 0;
  sigwait(&stop_signals, &received);
  // Who asks a second time does not want to wait any more.
  pthread_sigmask(SIG_UNBLOCK, &stop_signals, nullptr);
  (*application)->Stop();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace code_runner

int main(int argc, char** argv) {
  const std::string_view argument = argc > 1 ? argv[1] : "";
  if (argument == "--version") {
    std::cout << "code-runner " << CODE_RUNNER_VERSION << '\n';
    return EXIT_SUCCESS;
  }
  if (argc > 1) {
    std::cerr << "usage: code-runner [--version]\nSettings are environment variables; see README.md.\n";
    return code_runner::kExitUsage;
  }
  try {
    return code_runner::Serve();
  } catch (const std::exception& error) {
    std::cerr << "code-runner: " << error.what() << '\n';
    return code_runner::kExitFailure;
  }
}
