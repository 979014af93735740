#include "support/service.h"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "docker/client.h"

extern char** environ;

namespace code_runner::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kStartMost{30};
constexpr std::chrono::seconds kGracefulMost{30};
constexpr const char* kBaseImage = "debian:trixie-slim";

// The caller's environment without settings of a server that may run beside the tests, and with the test's.
std::vector<std::string> MakeEnvironment(const Service::Settings& settings) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view name = std::string_view(*entry).substr(0, std::string_view(*entry).find('='));
    const bool kept = name == "PATH" || name == "HOME" || name == "TMPDIR" || name.starts_with("DOCKER_");
    if (kept && !settings.contains(std::string(name))) environment.emplace_back(*entry);
  }
  for (const auto& [name, value] : settings) environment.push_back(name + "=" + value);
  return environment;
}

[[noreturn]] void Exec(const std::string& folder, int log_fd, const std::vector<std::string>& environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that is killed leaves no server behind
  std::vector<char*> pointers;
  for (const std::string& entry : environment) pointers.push_back(const_cast<char*>(entry.c_str()));
  pointers.push_back(nullptr);
  ::dup2(log_fd, STDERR_FILENO);
  if (::chdir(folder.c_str()) == 0) ::execle(CODE_RUNNER_EXECUTABLE, "code-runner", nullptr, pointers.data());
  ::_exit(127);
}

int CountLines(const std::string& log, const std::string& text) {
  int count = 0;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) count += line.find(text) != std::string::npos ? 1 : 0;
  return count;
}

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

Poco::JSON::Object::Ptr HttpAnswer::Json() const try {
  return Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
} catch (const Poco::Exception& error) {
  ADD_FAILURE() << "not a JSON object (" << error.displayText() << "): " << body.substr(0, 500);
  return new Poco::JSON::Object;
}

std::string WhyNoDocker() {
  const char* host = std::getenv("DOCKER_HOST");
  const auto endpoint = docker::Endpoint::Parse(host != nullptr ? host : "unix:///var/run/docker.sock", "");
  if (!endpoint) return endpoint.error().message;
  docker::Client client({.endpoint = *endpoint});
  if (!client.Ping()) return "no Docker engine answers; scripts/test starts one";
  if (!client.InspectImage(kBaseImage))
    return std::string("the engine has no ") + kBaseImage + "; scripts/test makes it";
  return "";
}

Service::Service(Settings settings, Expect expect) {
  settings.insert({{"HOST", "127.0.0.1"}, {"PORT", "0"}, {"LOG_LEVEL", "debug"}, {"STATE_DIR", folder_.Path("state")}});
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  log_pipe_.Reset(pipe[0]);
  const FileDescriptor write_end(pipe[1]);
  const std::vector<std::string> environment = MakeEnvironment(settings);
  pid_ = ::fork();
  if (pid_ == 0) Exec(folder_.Path("."), write_end.Get(), environment);
  reader_ = std::thread([this] { ReadLog(); });
  if (expect == Expect::kListening) AwaitListening();
}

Service::~Service() {
  if (!exited_) {
    Signal(SIGTERM);
    if (WaitForExit(kGracefulMost) < 0) {
      Signal(SIGKILL);
      WaitForExit(kGracefulMost);
    }
  }
  reader_.join();
}

void Service::AwaitListening() {
  EXPECT_TRUE(WaitForLog("event=listening", 1, kStartMost)) << LogText();
  const std::string log = LogText();
  if (const std::size_t at = log.find(" port="); at != std::string::npos) port_ = std::atoi(log.c_str() + at + 6);
}

std::string Service::InstanceId() const {
  std::ifstream stream(folder_.Path("state/instance"));
  std::string id;
  std::getline(stream, id);
  return id;
}

void Service::ReadLog() {
  std::array<char, 16384> buffer;
  while (true) {
    const ssize_t bytes = ::read(log_pipe_.Get(), buffer.data(), buffer.size());
    const std::scoped_lock lock(mutex_);
    if (bytes > 0) log_.append(buffer.data(), static_cast<std::size_t>(bytes));
    log_ended_ = bytes <= 0;
    changed_.notify_all();
    if (log_ended_) return;
  }
}

bool Service::WaitForLog(const std::string& text, int times, std::chrono::seconds most) {
  return WaitForLogUnless("", text, times, most);
}

bool Service::WaitForLogUnless(const std::string& failure, const std::string& text, int times,
                               std::chrono::seconds most) {
  std::unique_lock lock(mutex_);
  const auto has_it = [&] { return CountLines(log_, text) >= times; };
  const auto has_failed = [&] { return !failure.empty() && log_.find(failure) != std::string::npos; };
  changed_.wait_for(lock, most, [&] { return log_ended_ || has_failed() || has_it(); });
  return has_it();
}

bool Service::WaitUntilReady(std::chrono::seconds most) {
  const int runtimes = CountLines(LogText(), "event=plugin_loaded");
  return WaitForLogUnless("event=image_failed", "event=image_ready", runtimes, most);
}

bool Service::WaitUntilReady(const std::string& runtime, std::chrono::seconds most) {
  const std::string named = " runtime=" + runtime + " ";
  return WaitForLogUnless("event=image_failed" + named, "event=image_ready" + named, 1, most);
}

std::string Service::LogText() const {
  const std::scoped_lock lock(mutex_);
  return log_;
}

HttpAnswer Service::Call(const std::string& method, const std::string& path, const std::string& body,
                         const std::map<std::string, std::string>& headers) const {
  Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port_));
  session.setTimeout(Poco::Timespan(std::chrono::seconds(600).count(), 0));
  Poco::Net::HTTPRequest request(method, path, Poco::Net::HTTPMessage::HTTP_1_1);
  for (const auto& [name, value] : headers) request.set(name, value);
  if (!body.empty()) request.setContentLength64(static_cast<Poco::Int64>(body.size()));
  session.sendRequest(request) << body;
  Poco::Net::HTTPResponse response;
  HttpAnswer answer;
  Poco::StreamCopier::copyToString(session.receiveResponse(response), answer.body);
  answer.status = response.getStatus();
  for (const auto& [name, value] : response) answer.headers[Lower(name)] = value;
  return answer;
}

HttpAnswer Service::Run(const Poco::JSON::Object& request) const {
  std::ostringstream body;
  request.stringify(body);
  return Call("POST", "/run", body.str(), {{"Content-Type", "application/json"}});
}

void Service::Signal(int signal) const {
  ::kill(pid_, signal);
}

int Service::WaitForExit(std::chrono::seconds most) {
  {
    std::unique_lock lock(mutex_);  // its standard error ends when it does
    if (!changed_.wait_for(lock, most, [this] { return log_ended_; })) return -1;
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  exited_ = true;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::size_t ResidentBytes(pid_t pid) {
  std::ifstream stream("/proc/" + std::to_string(pid) + "/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  stream >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace code_runner::testing
