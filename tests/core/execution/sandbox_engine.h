// A Docker engine for tests whose containers are threads that speak the sandbox protocol as a test tells them to.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "agent/frame.h"
#include "agent/message.h"
#include "docker/client.h"
#include "support/fake_engine.h"

namespace code_runner::testing {

// The agent's side of an attach connection.
class FakeAgent {
 public:
  explicit FakeAgent(FakeConnection& connection) : connection_(connection) {}

  struct Frame {
    agent::FrameType type;
    std::string payload;
  };

  // Waits for the server's next frame; nothing when the server has closed.
  std::optional<Frame> Next();
  // Takes everything up to and with `run`; nothing when the server has closed before.
  std::optional<agent::RunMessage> AwaitRun();
  // Contents of the files that came before `run`, by path.
  const std::map<std::string, std::string>& Files() const { return files_; }

  bool Send(agent::FrameType type, std::string_view payload = {});
  void SayReady() { Send(agent::FrameType::kReady, agent::Encode(agent::ReadyMessage{agent::kProtocolVersion})); }
  void SendResult(const agent::ResultMessage& result) { Send(agent::FrameType::kResult, agent::Encode(result)); }
  FakeConnection& Connection() { return connection_; }

 private:
  FakeConnection& connection_;
  agent::FrameDecoder decoder_;
  std::map<std::string, std::string> files_;
};

// Creates, starts and removes containers, which are called "c1", "c2" and so on, and says that it has seccomp.
class SandboxEngine : public FakeEngine {
 public:
  SandboxEngine();
  // Ends the agents before what they use.
  ~SandboxEngine() { Stop(); }

  // What agents do from now on; their connection ends with `script`. At first: say ready, wait for the run, exit with
  // 0.
  void OnAgent(std::function<void(FakeAgent&)> script);

  docker::ClientOptions Options() const { return {.endpoint = *docker::Endpoint::Parse(SocketPath(), "")}; }

  std::size_t Count(const std::string& call) const { return Requests(call).size(); }
  // Waits until `call` has been asked for `count` times.
  void AwaitRequests(const std::string& call, std::size_t count) const;
};

// An answer that is always the same.
FakeEngine::Answer Always(int status, const std::string& body);

}  // namespace code_runner::testing
