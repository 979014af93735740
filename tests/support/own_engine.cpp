#include "support/own_engine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "docker/client.h"
#include "support/eventually.h"
#include "support/service.h"

namespace code_runner::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kUsualSocket = "/var/run/docker.sock";

[[noreturn]] void Exec(std::vector<std::string> args, const std::string& log) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::unshare(CLONE_NEWNET) != 0) ::_exit(126);  // an engine takes the bridge of its network namespace for its own
  const int log_fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ::dup2(log_fd, STDOUT_FILENO);
  ::dup2(log_fd, STDERR_FILENO);
  std::vector<char*> pointers;
  for (std::string& arg : args) pointers.push_back(arg.data());
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  ::_exit(127);
}

}  // namespace

std::string OwnEngine::WhyNot() {
  if (::geteuid() != 0) return "an engine of the test's own needs root";
  if (std::system("command -v dockerd >/dev/null") != 0) return "there is no dockerd to start an engine with";
  if (::access(kUsualSocket, R_OK | W_OK) != 0) return "the base image is taken from the engine at its usual socket";
  return "";
}

OwnEngine::OwnEngine() {
  Start();
  const std::string load = std::string("curl --silent --fail --unix-socket ") + kUsualSocket +
                           " http://engine/images/debian:trixie-slim/get | curl --silent --fail --unix-socket " +
                           Socket() + " --request POST --upload-file - --output /dev/null http://engine/images/load";
  EXPECT_EQ(std::system(load.c_str()), 0) << LogText();
}

OwnEngine::~OwnEngine() {
  if (pid_ <= 0) return;
  Signal(SIGCONT);
  Signal(SIGTERM);
  AwaitEnd();
}

void OwnEngine::Start() {
  pid_ = ::fork();
  if (pid_ == 0) {
    Exec({"dockerd", "--host", Host(), "--data-root", folder_.Path("data"), "--exec-root", folder_.Path("exec"),
          "--pidfile", folder_.Path("pid"), "--bridge", "none", "--iptables=false"},
         folder_.Path("log"));
  }
  EXPECT_TRUE(Eventually([this] { return Answers(); }, 60s)) << LogText();
}

void OwnEngine::Signal(int signal) const {
  ::kill(pid_, signal);
}

void OwnEngine::AwaitEnd() {
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool OwnEngine::Answers() const {
  docker::Client client({.endpoint = *docker::Endpoint::Parse(Host(), "")});
  return client.Ping().ok();
}

std::string OwnEngine::LogText() const {
  std::ifstream stream(folder_.Path("log"));
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace code_runner::testing
