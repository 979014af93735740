#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;

class MisbehaviourTest : public AgentTest {};

TEST_F(MisbehaviourTest, ADaemonThatHoldsThePipesIsNotWaitedFor) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeRun({Probe("pipe_holder")}));
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kExited);
  EXPECT_EQ(transcript.output, "left\n");
  EXPECT_LT(transcript.result->wall_time, 5s);
  EXPECT_EQ(agent.WaitForExit(), 0);
}

TEST_F(MisbehaviourTest, AForkBombEndsWithTheTimeout) {
  RunMessage run = MakeRun({Probe("fork_bomb")});
  run.timeout = kSurelyExpires;
  AgentProcess agent({.processes_max = 64});
  agent.SendHello();
  agent.SendRun(run);
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kTimedOut);
  EXPECT_EQ(agent.WaitForExit(), 0);
}

TEST_F(MisbehaviourTest, ProcessOneIsOutOfReach) {
  const Transcript transcript = Execute(MakeRun({Probe("init_attacker")}));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.output, "");
  EXPECT_EQ(transcript.result->exit_code, 0U);
}

TEST_F(MisbehaviourTest, AWorkFolderFullOfTrapsDoesNotMatter) {
  const Transcript transcript =
      Execute(MakeShellRun("mkfifo fifo; ln -s / root; ln -s loop loop; mkdir -p locked; chmod 0 locked; chmod 0 ."));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->exit_code, 0U);
}

TEST_F(MisbehaviourTest, AProgramThatKillsAllItMayKillEndsItself) {
  const Transcript transcript = Execute(MakeShellRun("echo alive; kill -9 -1; echo unreachable by others"));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.output.substr(0, 6), "alive\n");
}

}  // namespace
}  // namespace code_runner::agent
