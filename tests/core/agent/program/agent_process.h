// The agent in a sandbox of its own without Docker: process 1 of new pid, mount and ipc namespaces, in a root folder of
// fresh tmpfs mounts that is read-only otherwise, with the capabilities that it has in a container. Needs root.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/frame.h"
#include "agent/message.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

inline constexpr std::chrono::seconds kNeverExpires{60};
inline constexpr std::chrono::milliseconds kSurelyExpires{200};

struct SandboxOptions {
  std::string skeleton_dir = {};    // a folder of the host that becomes /skeleton; empty: none
  std::string cgroup_dir = {};      // a folder of the host that becomes /sys/fs/cgroup; empty: none
  std::string work_size = "64m";    // of the tmpfs on /workspace
  std::uint64_t processes_max = 0;  // RLIMIT_NPROC; 0: unlimited
  const char* mode = "";            // the agent's argument, see agent/mode.h; empty: none
  bool own_network = false;         // a new network namespace, whose loopback is up
};

// All that the agent sent, put together.
struct Transcript {
  bool ready = false;
  std::string output;
  std::string error;
  std::string compile_output;
  std::string compile_error;
  std::string artifact;
  std::string metadata;
  std::uint64_t stdin_taken_bytes = 0;
  std::vector<bool> network_checks;  // "unchanged" of each
  std::optional<CompiledMessage> compiled;
  std::optional<ResultMessage> result;
  std::optional<FailedMessage> failed;
};

class AgentProcess {
 public:
  // Why there can be none here; empty when there can.
  static std::string WhyNot();

  explicit AgentProcess(const SandboxOptions& options = {});
  ~AgentProcess();  // ends the agent and all in its sandbox
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  void Send(FrameType type, std::string_view payload = {});
  void SendBytes(std::string_view bytes);
  void SendHello(const std::string& skeleton_dir = "");
  void SendFile(const std::string& path, std::string_view content, bool executable = false);
  void SendRun(const RunMessage& run);
  // Asks for another run, after a result, in a cell with its prestart process or without. The transcript begins anew.
  void SendNext(bool prestart = true);
  void CloseInput() { input_.Reset(); }
  void CloseOutput() { output_.Reset(); }
  void Terminate();  // SIGTERM from outside

  // Reads until `enough` says so or the stream ends; false at its end, or when the agent is silent for 20 s.
  template <class Enough>
  bool ReceiveUntil(Enough enough) {
    while (!enough(transcript_)) {
      if (!Receive()) return false;
    }
    return true;
  }
  const Transcript& ReceiveAll();
  const Transcript& transcript() const { return transcript_; }
  pid_t Pid() const { return pid_; }

  // Waits for the end of the agent, and so of its pid namespace: its exit code, or nothing after 10 s.
  std::optional<int> WaitForExit();

 private:
  bool Receive();
  void Note(const Frame& frame);

  std::string root_;
  pid_t pid_ = -1;
  FileDescriptor input_;
  FileDescriptor output_;
  FileDescriptor pid_fd_;
  FrameDecoder decoder_;
  Transcript transcript_;
};

// A run of `args` with limits that nothing reaches.
RunMessage MakeRun(std::vector<std::string> args);
RunMessage MakeShellRun(const std::string& script);
// The path of a probe program inside the sandbox.
std::string Probe(const std::string& name);

// `hello`, then the run, until the end.
Transcript Execute(const RunMessage& run, const SandboxOptions& options = {});

class AgentTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = AgentProcess::WhyNot(); !reason.empty()) GTEST_SKIP() << reason;
  }
};

}  // namespace code_runner::agent
