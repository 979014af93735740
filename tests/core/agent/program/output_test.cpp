#include <thread>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;

class OutputTest : public AgentTest {};

TEST_F(OutputTest, IsSentWholeFromBothStreamsAtOnce) {
  const Transcript transcript = Execute(MakeRun({Probe("output_flood"), "3000000"}));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->exit_code, 0U);
  EXPECT_EQ(transcript.output, std::string(3'000'000, 'x'));
  EXPECT_EQ(transcript.error, std::string(3'000'000, 'x'));
  EXPECT_EQ(transcript.result->stdout_bytes, 3'000'000U);
}

TEST_F(OutputTest, IsDroppedAndCountedOverItsBound) {
  RunMessage run = MakeRun({Probe("output_flood"), "3000000"});
  run.output_bytes_max = 100'000;
  const Transcript transcript = Execute(run);
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->exit_code, 0U) << "the program runs on";
  EXPECT_EQ(transcript.output.size(), 100'000U);
  EXPECT_EQ(transcript.error.size(), 100'000U);
  EXPECT_EQ(transcript.result->stdout_bytes, 3'000'000U);
  EXPECT_EQ(transcript.result->stderr_bytes, 3'000'000U);
}

TEST_F(OutputTest, DoesNotKeepTheTimeoutFromComing) {
  RunMessage run = MakeRun({Probe("output_flood")});
  run.timeout = kSurelyExpires;
  run.output_bytes_max = 100'000;
  const Transcript transcript = Execute(run);
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kTimedOut);
  EXPECT_LT(transcript.result->wall_time, kSurelyExpires + 1s);
  EXPECT_GT(transcript.result->stdout_bytes, 100'000U);
}

TEST_F(OutputTest, HoldsTheProgramBackWhileTheServerDoesNotRead) {
  RunMessage run = MakeRun({Probe("output_flood")});
  run.timeout = 5 * kSurelyExpires;
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(run);
  std::this_thread::sleep_for(run.timeout + 500ms);  // what is tested is that nothing happens in this time
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kTimedOut);
  EXPECT_LT(transcript.result->stdout_bytes, 2U * 1024 * 1024) << "what the pipes and the queue hold";
  EXPECT_EQ(transcript.output.size(), transcript.result->stdout_bytes);
}

TEST_F(OutputTest, DoesNotKeepTheEndOfTheConnectionFromBeingSeen) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeRun({Probe("output_flood")}));
  ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return !t.output.empty(); }));
  agent.CloseInput();
  EXPECT_EQ(agent.WaitForExit(), 0);
}

TEST_F(OutputTest, EndsTheAgentWhenNobodyCanReadIt) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeRun({Probe("output_flood")}));
  ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return !t.output.empty(); }));
  agent.CloseOutput();
  EXPECT_EQ(agent.WaitForExit(), 0);
}

TEST_F(OutputTest, MayBeClosedEarly) {
  const Transcript transcript = Execute(MakeShellRun("echo before; exec >&- 2>&-; true; exit 4"));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.output, "before\n");
  EXPECT_EQ(transcript.result->exit_code, 4U);
}

TEST_F(OutputTest, MayBeOpenedByName) {
  const Transcript transcript = Execute(MakeShellRun("echo out > /dev/stdout; echo err > /dev/stderr"));
  EXPECT_EQ(transcript.output, "out\n");
  EXPECT_EQ(transcript.error, "err\n");
}

}  // namespace
}  // namespace code_runner::agent
