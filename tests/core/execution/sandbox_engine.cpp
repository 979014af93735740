#include "core/execution/sandbox_engine.h"

#include <atomic>
#include <memory>
#include <thread>

namespace code_runner::testing {

std::optional<FakeAgent::Frame> FakeAgent::Next() {
  while (true) {
    const Result<std::optional<agent::Frame>> frame = decoder_.Next();
    if (!frame) return std::nullopt;
    if (*frame) return Frame{(*frame)->type, std::string((*frame)->payload)};
    const std::string bytes = connection_.Read();
    if (bytes.empty()) return std::nullopt;
    decoder_.Feed(bytes);
  }
}

std::optional<agent::RunMessage> FakeAgent::AwaitRun() {
  std::string path;
  std::string run;
  while (const std::optional<Frame> frame = Next()) {
    if (frame->type == agent::FrameType::kFile) path = agent::DecodeFile(frame->payload)->path;
    if (frame->type == agent::FrameType::kFileData) files_[path] += frame->payload;
    if (frame->type == agent::FrameType::kRunPart || frame->type == agent::FrameType::kRun) run += frame->payload;
    if (frame->type == agent::FrameType::kRun) return *agent::DecodeRun(run);
  }
  return std::nullopt;
}

bool FakeAgent::Send(agent::FrameType type, std::string_view payload) {
  std::string bytes;
  agent::AppendFrame(bytes, type, payload);
  return connection_.Write(testing::Frame(kStdout, bytes));
}

SandboxEngine::SandboxEngine() {
  On("GET /info", Always(200, R"({"ServerVersion":"99","NCPU":2,"MemTotal":1,)"
                              R"("SecurityOptions":["name=seccomp,profile=default"]})"));
  On("POST /containers/create", [count = std::make_shared<std::atomic<int>>(0)](const FakeRequest&) {
    return FakeResponse{201, R"({"Id":"c)" + std::to_string(++*count) + R"("})"};
  });
  On("POST /containers/*/start", Always(204, ""));
  On("DELETE /containers/*", Always(204, ""));
  On("GET /containers/json", Always(200, "[]"));
  On("GET /events", Always(200, ""));
  OnAgent([](FakeAgent& agent) {
    agent.SayReady();
    if (agent.AwaitRun()) agent.SendResult({});
    agent.Connection().ReadUntilClosed();
  });
}

void SandboxEngine::OnAgent(std::function<void(FakeAgent&)> script) {
  OnConnection("POST /containers/*/attach",
               [script = std::move(script)](const FakeRequest&, FakeConnection& connection) {
                 connection.Upgrade();
                 FakeAgent agent(connection);
                 script(agent);
               });
}

void SandboxEngine::AwaitRequests(const std::string& call, std::size_t count) const {
  while (Count(call) < count) std::this_thread::yield();
}

FakeEngine::Answer Always(int status, const std::string& body) {
  return [=](const FakeRequest&) { return FakeResponse{status, body}; };
}

}  // namespace code_runner::testing
