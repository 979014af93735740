#include <algorithm>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

class StdinTest : public AgentTest {
 protected:
  static RunMessage MakeReadingRun(const std::string& script) {
    RunMessage run = MakeShellRun(script);
    run.has_stdin = true;
    return run;
  }

  static void SendStdin(AgentProcess& agent, std::string_view bytes) {
    std::string frames;
    AppendData(frames, FrameType::kStdin, bytes);
    agent.SendBytes(frames);
  }
};

TEST_F(StdinTest, IsEmptyUnlessThereIsSome) {
  EXPECT_EQ(Execute(MakeShellRun("cat; echo end")).output, "end\n");
}

TEST_F(StdinTest, ReachesTheProgram) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeReadingRun("cat; echo end"));
  SendStdin(agent, "in\n");
  agent.Send(FrameType::kStdinEnd);
  EXPECT_EQ(agent.ReceiveAll().output, "in\nend\n");
}

TEST_F(StdinTest, IsTakenAtThePaceOfTheProgram) {
  const std::string content(4 * kStdinWindowBytes, 'i');
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeReadingRun("cat"));
  std::size_t sent = kStdinWindowBytes;
  SendStdin(agent, std::string_view(content).substr(0, sent));
  while (sent < content.size()) {
    const std::size_t taken = agent.transcript().stdin_taken_bytes;
    const std::size_t sendable = std::min(content.size(), taken + kStdinWindowBytes);
    SendStdin(agent, std::string_view(content).substr(sent, sendable - sent));
    sent = sendable;
    if (sent < content.size()) {
      ASSERT_TRUE(agent.ReceiveUntil([taken](const Transcript& t) { return t.stdin_taken_bytes > taken; }));
    }
  }
  agent.Send(FrameType::kStdinEnd);
  EXPECT_EQ(agent.ReceiveAll().output, content);
}

TEST_F(StdinTest, DoesNotKeepCancelFromBeingSeen) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeReadingRun("exec " + Probe("signal_ignorer")));
  SendStdin(agent, std::string(kStdinWindowBytes, 'i'));
  agent.Send(FrameType::kCancel);
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kCancelled);
}

TEST_F(StdinTest, DoesNotKeepTheEndOfTheConnectionFromBeingSeen) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeReadingRun("exec " + Probe("signal_ignorer")));
  SendStdin(agent, std::string(kStdinWindowBytes, 'i'));
  agent.CloseInput();
  EXPECT_EQ(agent.WaitForExit(), 0);
}

TEST_F(StdinTest, IsDiscardedWhenTheProgramClosesIt) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeReadingRun("exec <&-; echo closed; exec " + Probe("signal_ignorer")));
  ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.output.find("ignoring") != std::string::npos; }));
  SendStdin(agent, std::string(kStdinWindowBytes, 'i'));
  EXPECT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.stdin_taken_bytes == kStdinWindowBytes; }));
}

TEST_F(StdinTest, MayGoOnAfterTheProgramHasEnded) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeReadingRun("exit 5"));
  SendStdin(agent, std::string(kStdinWindowBytes, 'i'));
  agent.Send(FrameType::kStdinEnd);
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->exit_code, 5U);
}

}  // namespace
}  // namespace code_runner::agent
