#include <gmock/gmock.h>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using namespace std::string_view_literals;

class OrderTest : public AgentTest {
 protected:
  template <class Speak>
  static void ExpectRefused(Speak speak) {
    AgentProcess agent;
    speak(agent);
    const Transcript& transcript = agent.ReceiveAll();
    ASSERT_TRUE(transcript.failed);
    EXPECT_EQ(transcript.failed->reason, FailureReason::kProtocol) << transcript.failed->message;
    EXPECT_EQ(agent.WaitForExit(), 1);
  }
};

TEST_F(OrderTest, BytesThatAreNoFramesAreRefused) {
  ExpectRefused([](AgentProcess& agent) { agent.SendBytes("GET / HTTP/1.1\r\n\r\n"); });
  ExpectRefused([](AgentProcess& agent) { agent.SendBytes("\0\0\0\0\xff"sv); });
}

TEST_F(OrderTest, HelloComesFirstAndOnce) {
  ExpectRefused([](AgentProcess& agent) { agent.SendRun(MakeRun({"true"})); });
  ExpectRefused([](AgentProcess& agent) {
    agent.SendHello();
    agent.SendHello();
  });
}

TEST_F(OrderTest, OtherVersionsAreRefused) {
  ExpectRefused([](AgentProcess& agent) {
    agent.Send(FrameType::kHello, Encode(HelloMessage{kProtocolVersion + 1, "/workspace", ""}));
  });
}

TEST_F(OrderTest, MalformedMessagesAreRefused) {
  ExpectRefused([](AgentProcess& agent) { agent.Send(FrameType::kHello, "short"); });
  ExpectRefused([](AgentProcess& agent) {
    agent.SendHello();
    agent.Send(FrameType::kRun, "short");
  });
  ExpectRefused([](AgentProcess& agent) {
    agent.SendHello();
    agent.Send(FrameType::kFile, "short");
  });
}

TEST_F(OrderTest, FileDataBelongsToAFile) {
  ExpectRefused([](AgentProcess& agent) {
    agent.SendHello();
    agent.Send(FrameType::kFileData, "x");
  });
}

TEST_F(OrderTest, OverlongRunsAreRefused) {
  ExpectRefused([](AgentProcess& agent) {
    agent.SendHello();
    const std::string part(kFramePayloadBytesMax, 'x');
    for (std::size_t size = 0; size <= kRunMessageBytesMax; size += part.size()) {
      agent.Send(FrameType::kRunPart, part);
    }
  });
}

TEST_F(OrderTest, NothingButInputAndCancelFollowsTheRun) {
  const auto refuse_after_run = [](FrameType type) {
    ExpectRefused([type](AgentProcess& agent) {
      agent.SendHello();
      agent.SendRun(MakeRun({Probe("signal_ignorer")}));
      agent.Send(type, type == FrameType::kFile ? Encode(FileMessage{"late", false}) : "");
    });
  };
  refuse_after_run(FrameType::kFile);
  refuse_after_run(FrameType::kRun);
  refuse_after_run(FrameType::kStdin);
  refuse_after_run(FrameType::kReady);
}

}  // namespace
}  // namespace code_runner::agent
