#include <gmock/gmock.h>

#include "agent/mode.h"
#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PrestartTest : public AgentTest {
 protected:
  // A sandbox that waits, as ready as it will be, with a process in it that behaves as `how` says.
  static void Prepare(AgentProcess& agent, const std::string& how) {
    const Process prestart = {.args = {Probe("prestarted"), how}, .environment = {}};
    agent.Send(FrameType::kHello, Encode(HelloMessage{kProtocolVersion, "/workspace", "", prestart}));
    ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.ready; }));
  }
  static RunMessage MakePrestartRun(std::vector<std::string> args) {
    RunMessage run = MakeRun(std::move(args));
    run.may_prestart = true;
    return run;
  }
  // The whole of it, in a sandbox whose process behaves as `how` says.
  static Transcript ExecuteIn(const std::string& how, const RunMessage& run) {
    AgentProcess agent;
    Prepare(agent, how);
    agent.SendRun(run);
    return agent.ReceiveAll();
  }
};

TEST_F(PrestartTest, TheWaitingProcessGetsTheRun) {
  RunMessage run = MakePrestartRun({"program", "arg", ""});
  run.run.environment = {{"OF_RUN", "a=b"}};
  const Transcript transcript = ExecuteIn("well", run);
  ASSERT_TRUE(transcript.result);
  EXPECT_TRUE(transcript.result->prestarted);
  EXPECT_EQ(transcript.result->exit_code, 7U);
  EXPECT_THAT(transcript.output, StartsWith("prestarted: 3 program arg  OF_IMAGE=image OF_RUN=a=b PATH="));
  EXPECT_EQ(transcript.error, "");
}

TEST_F(PrestartTest, ACellHasTheProcessIfTheServerAsksForIt) {
  AgentProcess agent(SandboxOptions{.mode = kModeCells});
  Prepare(agent, "well");
  const RunMessage run = MakePrestartRun({"true"});
  const auto prestarted = [&] {
    agent.SendRun(run);
    EXPECT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.result.has_value(); }));
    return agent.transcript().result && agent.transcript().result->prestarted;
  };
  EXPECT_TRUE(prestarted()) << "the first cell has it";
  for (const bool wanted : {false, true}) {
    agent.SendNext(wanted);
    ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.ready; }));
    EXPECT_EQ(prestarted(), wanted);
  }
}

TEST_F(PrestartTest, FilesAndStandardInputReachIt) {
  AgentProcess agent;
  Prepare(agent, "well");
  agent.SendFile("main.txt", "content");
  RunMessage run = MakePrestartRun({"program"});
  run.has_stdin = true;
  agent.SendRun(run);
  agent.Send(FrameType::kStdin, "input");
  agent.Send(FrameType::kStdinEnd);
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_TRUE(transcript.result->prestarted);
  EXPECT_THAT(transcript.output, HasSubstr("input"));
}

TEST_F(PrestartTest, ARunThatMayNotHaveItFindsNothingOfIt) {
  RunMessage run = MakeShellRun("echo $$; ls /proc | grep -c '^[0-9]'; ls -l /proc/self/fd | grep -c socket");
  const Transcript transcript = ExecuteIn("well", run);
  ASSERT_TRUE(transcript.result);
  EXPECT_FALSE(transcript.result->prestarted);
  // The agent, the shell, `ls` and `grep`.
  EXPECT_THAT(transcript.output, HasSubstr("\n4\n0\n"));
}

TEST_F(PrestartTest, ARunWithACompilerDoesNotHaveIt) {
  RunMessage run = MakePrestartRun({"sh", "-c", "echo fresh"});
  run.compile = Process{.args = {"true"}, .environment = {}};
  const Transcript transcript = ExecuteIn("well", run);
  EXPECT_EQ(transcript.output, "fresh\n");
  EXPECT_FALSE(transcript.result->prestarted);
}

TEST_F(PrestartTest, OneThatDoesNotWorkIsReplacedByAFreshProcess) {
  RunMessage run = MakePrestartRun({"sh", "-c", "cat; exit 5"});
  run.has_stdin = true;
  for (const char* how : {"dies", "refuses", "speaks"}) {
    AgentProcess agent;
    Prepare(agent, how);
    agent.SendRun(run);
    agent.Send(FrameType::kStdin, "input");
    agent.Send(FrameType::kStdinEnd);
    const Transcript& transcript = agent.ReceiveAll();
    ASSERT_TRUE(transcript.result) << how;
    EXPECT_EQ(transcript.output, "input") << how;
    EXPECT_EQ(transcript.error, "") << how;
    EXPECT_EQ(transcript.result->exit_code, 5U) << how;
    EXPECT_FALSE(transcript.result->prestarted) << how;
  }
}

TEST_F(PrestartTest, ARunThatDoesNotFitTheChannelGetsAFreshProcess) {
  RunMessage run = MakePrestartRun({"sh", "-c", "echo ${#LONG}"});
  run.run.environment = {{"LONG", std::string(100'000, 'x')}};
  const Transcript transcript = ExecuteIn("well", run);
  EXPECT_EQ(transcript.output, "100000\n");
  EXPECT_FALSE(transcript.result->prestarted);
}

TEST_F(PrestartTest, ARunThatComesBeforeItWaitsIsCarriedOut) {
  AgentProcess agent;
  const Process prestart = {.args = {Probe("prestarted"), "works"}, .environment = {}};
  agent.Send(FrameType::kHello, Encode(HelloMessage{kProtocolVersion, "/workspace", "", prestart}));
  agent.SendRun(MakePrestartRun({"sh", "-c", "echo fresh"}));
  const Transcript& transcript = agent.ReceiveAll();
  EXPECT_TRUE(transcript.ready);
  EXPECT_EQ(transcript.output, "fresh\n");
}

TEST_F(PrestartTest, WhatItUsedBeforeIsNotTheRuns) {
  const Transcript transcript = ExecuteIn("works", MakePrestartRun({"program"}));
  ASSERT_TRUE(transcript.result);
  EXPECT_TRUE(transcript.result->prestarted);
  EXPECT_LT(transcript.result->cpu_time, 400ms);  // it worked half a second
}

TEST_F(PrestartTest, EndsWithTheTimeoutAndTheConnection) {
  RunMessage run = MakePrestartRun({"program"});
  run.has_stdin = true;  // which never ends
  run.timeout = kSurelyExpires;
  EXPECT_EQ(ExecuteIn("well", run).result->outcome, Outcome::kTimedOut);

  AgentProcess agent;
  Prepare(agent, "well");
  agent.CloseInput();
  EXPECT_EQ(agent.WaitForExit(), 0);
}

}  // namespace
}  // namespace code_runner::agent
