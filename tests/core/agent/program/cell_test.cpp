#include <gmock/gmock.h>

#include "agent/mode.h"
#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using ::testing::HasSubstr;

const SandboxOptions kCells{.mode = kModeCells};

// Runs one after the other in cells of one agent.
class CellTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    if (IsSkipped()) return;
    agent_.emplace(kCells);
    agent_->SendHello();
  }

  Transcript Run(const RunMessage& run) {
    if (std::exchange(used_, true)) AskForNext();
    agent_->SendRun(run);
    EXPECT_TRUE(agent_->ReceiveUntil([](const Transcript& seen) { return seen.result || seen.failed; }));
    return agent_->transcript();
  }
  // What was not read before `ready` is lost: nothing may be sent until then.
  void AskForNext() {
    agent_->SendNext();
    EXPECT_TRUE(agent_->ReceiveUntil([](const Transcript& seen) { return seen.ready; }));
  }
  std::string OutputOf(const std::string& script) { return Run(MakeShellRun(script)).output; }

  std::optional<AgentProcess> agent_;
  bool used_ = false;
};

TEST_F(CellTest, RunsFollowOneAnother) {
  for (const std::string text : {"first", "second", "third"}) {
    const Transcript transcript = Run(MakeShellRun("echo " + text));
    EXPECT_TRUE(transcript.ready);
    EXPECT_EQ(transcript.output, text + "\n");
    ASSERT_TRUE(transcript.result);
    EXPECT_TRUE(transcript.result->takes_another);
  }
}

TEST_F(CellTest, AnAgentOfOneRunTakesNoOther) {
  EXPECT_FALSE(Execute(MakeShellRun("true")).result->takes_another);
}

TEST_F(CellTest, FilesEndWithTheirRun) {
  OutputOf("for d in /tmp /workspace /metadata /dev/shm; do echo left > $d/left || echo cannot write; done");
  EXPECT_EQ(OutputOf("ls -A /tmp /workspace /metadata /dev/shm"), "/dev/shm:\n\n/metadata:\n\n/tmp:\n\n/workspace:\n");
}

TEST_F(CellTest, ProcessesEndWithTheirRun) {
  const std::string daemon =
      "(setsid sh -c 'trap \"\" HUP TERM; while :; do sleep 1; done' </dev/null >/dev/null 2>&1 &)";
  EXPECT_TRUE(Run(MakeShellRun(daemon)).result->takes_another);
  EXPECT_EQ(
      OutputOf("for p in /proc/[0-9]*; do case $p in /proc/1|/proc/$$) ;; *) echo $p; cat $p/cmdline; esac; done"), "");
}

TEST_F(CellTest, TheProgramHasThePrivilegesOfASingleRun) {
  const std::string script = "grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Sig(Blk|Ign|Cgt))' /proc/self/status";
  EXPECT_EQ(OutputOf(script), Execute(MakeShellRun(script)).output);
}

TEST_F(CellTest, TheProgramMakesNoNamespacesAndMounts) {
  const Transcript transcript = Run(MakeRun({Probe("namespace_maker")}));
  EXPECT_EQ(transcript.output, "");
  EXPECT_EQ(transcript.result->exit_code, 0U);
}

TEST_F(CellTest, TheProgramDoesNothingToTheAgent) {
  const Transcript transcript = Run(MakeRun({Probe("init_attacker")}));
  EXPECT_EQ(transcript.output, "");
  EXPECT_EQ(transcript.result->exit_code, 0U);
}

TEST_F(CellTest, TheProgramIsTheFirstToGoWhenMemoryIsFull) {
  EXPECT_EQ(OutputOf("cat /proc/self/oom_score_adj; cat /proc/1/oom_score_adj"), "1000\n0\n");
}

TEST_F(CellTest, DockersMasksAreBack) {
  EXPECT_EQ(OutputOf("cat /proc/keys /proc/timer_list /proc/kcore"), "");
  EXPECT_EQ(OutputOf("echo x 2>/dev/null > /proc/sys/kernel/ns_last_pid || echo refused"), "refused\n");
}

TEST_F(CellTest, TheNetworkIsALoopbackInterface) {
  EXPECT_EQ(OutputOf("ls /proc/sys/net/ipv4/conf"), "all\ndefault\nlo\n");
  EXPECT_THAT(OutputOf("cat /proc/net/fib_trie"), HasSubstr("127.0.0.1"));
}

TEST_F(CellTest, WhatTheServerSaidTooLateIsDropped) {
  RunMessage run = MakeShellRun("true");
  run.has_stdin = true;
  Run(run);
  agent_->Send(FrameType::kStdin, std::string(kFramePayloadBytesMax, 'x'));
  agent_->Send(FrameType::kCancel);
  EXPECT_EQ(OutputOf("echo next"), "next\n");
}

TEST_F(CellTest, AFailedCompilationIsFollowedByTheNext) {
  RunMessage run = MakeShellRun("true");
  run.compile = Process{.args = {"false"}, .environment = {}};
  EXPECT_TRUE(Run(run).result->takes_another);
  EXPECT_EQ(OutputOf("echo next"), "next\n");
}

TEST_F(CellTest, TimesAndMemoryAreThoseOfTheRun) {
  Run(MakeShellRun("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"));
  const Transcript idle = Run(MakeRun({"true"}));
  EXPECT_LT(idle.result->cpu_time, std::chrono::milliseconds(100));
}

TEST_F(CellTest, NothingFollowsARunThatTimedOut) {
  RunMessage run = MakeShellRun("sleep 60");
  run.timeout = kSurelyExpires;
  EXPECT_FALSE(Run(run).result->takes_another);
  EXPECT_TRUE(agent_->WaitForExit());
}

TEST_F(CellTest, NothingFollowsARunThatWasCancelled) {
  agent_->SendRun(MakeShellRun("echo started; sleep 60"));
  agent_->ReceiveUntil([](const Transcript& seen) { return !seen.output.empty(); });
  agent_->Send(FrameType::kCancel);
  agent_->ReceiveAll();
  EXPECT_FALSE(agent_->transcript().result->takes_another);
  EXPECT_TRUE(agent_->WaitForExit());
}

TEST_F(CellTest, EverythingEndsWithTheConnection) {
  Run(MakeShellRun("true"));
  agent_->CloseInput();
  EXPECT_TRUE(agent_->WaitForExit());
}

TEST_F(CellTest, EverythingEndsWithTheConnectionInMidRun) {
  agent_->SendRun(MakeShellRun("echo started; sleep 60"));
  agent_->ReceiveUntil([](const Transcript& seen) { return !seen.output.empty(); });
  agent_->CloseInput();
  EXPECT_TRUE(agent_->WaitForExit());
}

TEST_F(CellTest, EverythingEndsOnRequest) {
  Run(MakeShellRun("true"));
  agent_->Terminate();
  EXPECT_TRUE(agent_->WaitForExit());
}

TEST_F(CellTest, AProgramThatIsNotFoundIsAResult) {
  EXPECT_EQ(Run(MakeRun({"no-such-program"})).result->exit_code, 127U);
}

TEST_F(CellTest, AnUnknownModeIsRefused) {
  AgentProcess agent({.mode = "forever"});
  EXPECT_EQ(agent.WaitForExit(), 1);
}

}  // namespace
}  // namespace code_runner::agent
