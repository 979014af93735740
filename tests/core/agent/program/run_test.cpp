#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class RunTest : public AgentTest {};

TEST(Agent, RefusesToBeAnyOtherProcessThanTheFirst) {
  int error[2];
  ASSERT_EQ(pipe(error), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(error[1], STDERR_FILENO);
    execl(CODE_RUNNER_AGENT, "code-runner-agent", nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  char message[256] = {};
  EXPECT_GT(read(error[0], message, sizeof(message) - 1), 0);
  EXPECT_EQ(WEXITSTATUS(status), 1);
  EXPECT_THAT(message, HasSubstr("process 1"));
}

TEST_F(RunTest, TellsReadyAndResult) {
  AgentProcess agent;
  agent.SendHello();
  EXPECT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.ready; }));
  agent.SendRun(MakeRun({"true"}));
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kExited);
  EXPECT_EQ(transcript.result->exit_code, 0U);
  EXPECT_GT(transcript.result->wall_time, 0ns);
  EXPECT_GT(transcript.result->peak_memory_bytes, 0U);
  EXPECT_EQ(agent.WaitForExit(), 0);
}

TEST_F(RunTest, TellsTheExitCode) {
  const Transcript transcript = Execute(MakeShellRun("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kExited);
  EXPECT_EQ(transcript.result->exit_code, 3U);
  EXPECT_EQ(transcript.result->signal, 0U);
  EXPECT_EQ(transcript.output, "out\n");
  EXPECT_EQ(transcript.error, "err\n");
}

TEST_F(RunTest, TellsTheSignal) {
  for (const int number : {SIGSEGV, SIGTERM, SIGKILL}) {
    const Transcript transcript = Execute(MakeShellRun("kill -" + std::to_string(number) + " $$"));
    ASSERT_TRUE(transcript.result);
    EXPECT_EQ(transcript.result->outcome, Outcome::kSignaled);
    EXPECT_EQ(transcript.result->exit_code, 128U + number);
    EXPECT_EQ(transcript.result->signal, static_cast<std::uint32_t>(number));
  }
}

TEST_F(RunTest, TellsThatTheProgramIsNotThere) {
  const Transcript transcript = Execute(MakeRun({"no-such-program"}));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->exit_code, 127U);
  EXPECT_EQ(transcript.error, "no-such-program: not found\n");
}

TEST_F(RunTest, TellsThatTheProgramCannotBeExecuted) {
  const Transcript transcript = Execute(MakeRun({"/etc/passwd"}));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->exit_code, 126U);
  EXPECT_EQ(transcript.error, "/etc/passwd: Permission denied\n");
}

TEST_F(RunTest, LaysTheEnvironmentOverTheImages) {
  RunMessage run = MakeShellRun("echo $OF_IMAGE $OF_RUN $TWICE");
  run.run.environment = {{"OF_RUN", "run"}, {"TWICE", "first"}, {"TWICE", "last"}};
  EXPECT_EQ(Execute(run).output, "image run last\n");
  run.run.environment.emplace_back("OF_IMAGE", "replaced");
  EXPECT_EQ(Execute(run).output, "replaced run last\n");
}

TEST_F(RunTest, LooksTheProgramUpInItsOwnPath) {
  RunMessage run = MakeRun({"signal_ignorer_that_is_not_there"});
  run.run.environment = {{"PATH", "/probes"}};
  EXPECT_EQ(Execute(run).result->exit_code, 127U);
  run.run.args = {"init_attacker"};
  EXPECT_EQ(Execute(run).result->exit_code, 0U);
}

TEST_F(RunTest, TakesRunsOfManyFrames) {
  RunMessage run = MakeShellRun("echo ${#A} ${#B} ${#C}");
  for (const char* name : {"A", "B", "C"}) run.run.environment.emplace_back(name, std::string(100'000, 'x'));
  EXPECT_EQ(Execute(run).output, "100000 100000 100000\n");
}

TEST_F(RunTest, EndsWithTheTimeout) {
  RunMessage run = MakeRun({Probe("signal_ignorer")});
  run.timeout = kSurelyExpires;
  const Transcript transcript = Execute(run);
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kTimedOut);
  EXPECT_EQ(transcript.output, "ignoring\n");
  EXPECT_GE(transcript.result->wall_time, kSurelyExpires);
  EXPECT_LT(transcript.result->wall_time, kSurelyExpires + 1s);
}

TEST_F(RunTest, EndsWhenCancelled) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeRun({Probe("signal_ignorer")}));
  ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.output == "ignoring\n"; }));
  agent.Send(FrameType::kCancel);
  const Transcript& transcript = agent.ReceiveAll();
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kCancelled);
}

TEST_F(RunTest, CountsTheProcessorTimeOfChildrenToo) {
  const Transcript transcript =
      Execute(MakeShellRun("(i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done) & wait; exit 0"));
  ASSERT_TRUE(transcript.result);
  EXPECT_GT(transcript.result->cpu_time, 10ms);
  EXPECT_LE(transcript.result->cpu_time, 2 * transcript.result->wall_time);
}

TEST_F(RunTest, EndsWithTheConnection) {
  AgentProcess agent;
  agent.SendHello();
  agent.SendRun(MakeRun({Probe("signal_ignorer")}));
  ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.output == "ignoring\n"; }));
  agent.CloseInput();
  EXPECT_EQ(agent.WaitForExit(), 0);
  EXPECT_FALSE(agent.ReceiveAll().result);
}

TEST_F(RunTest, EndsWithTheConnectionBeforeAnyRun) {
  AgentProcess agent;
  agent.CloseInput();
  EXPECT_EQ(agent.WaitForExit(), 0);
}

TEST_F(RunTest, EndsWithSigterm) {
  AgentProcess agent;
  agent.SendHello();
  ASSERT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.ready; }));
  agent.Terminate();
  EXPECT_EQ(agent.WaitForExit(), 0);
}

// A control group as version 2 or 1 shows it, in a folder of the host.
class OutOfMemoryTest : public AgentTest, public ::testing::WithParamInterface<std::pair<const char*, const char*>> {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    char folder[] = "/tmp/code_runner_cgroup_test.XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    ASSERT_EQ(system(("mkdir " + folder_ + "/memory").c_str()), 0);
    SetKills(1);
    std::ofstream(folder_ + "/" + GetParam().second) << "12345678\n";
  }
  void TearDown() override { EXPECT_EQ(system(("rm -rf " + folder_).c_str()), 0); }

  void SetKills(int kills) {
    std::ofstream(folder_ + "/" + GetParam().first) << "oom_kill_disable 0\nunder_oom 0\noom_kill " << kills << "\n";
  }

  // Runs `script`, which waits for a line of input; by then the kernel has killed `kills` processes.
  ResultMessage RunWithKills(int kills, const std::string& script) {
    AgentProcess agent({.cgroup_dir = folder_});
    RunMessage run = MakeShellRun("echo started; read line; " + script);
    run.has_stdin = true;
    agent.SendHello();
    agent.SendRun(run);
    EXPECT_TRUE(agent.ReceiveUntil([](const Transcript& t) { return t.output == "started\n"; }));
    SetKills(kills);
    agent.Send(FrameType::kStdin, "\n");
    return agent.ReceiveAll().result.value_or(ResultMessage{});
  }

  std::string folder_;
};

TEST_P(OutOfMemoryTest, IsToldFromOtherEnds) {
  EXPECT_EQ(RunWithKills(2, "kill -9 $$").outcome, Outcome::kOutOfMemory);
  SetKills(2);
  EXPECT_EQ(RunWithKills(2, "kill -9 $$").outcome, Outcome::kSignaled) << "no kill more than before";
  EXPECT_EQ(RunWithKills(3, "exit 0").outcome, Outcome::kExited) << "the program got over it";
  SetKills(3);
  EXPECT_EQ(RunWithKills(4, "kill -11 $$").outcome, Outcome::kSignaled) << "another signal";
}

TEST_P(OutOfMemoryTest, IsToldWhenAChildWasKilled) {
  const ResultMessage result = RunWithKills(2, "exit 1");
  EXPECT_EQ(result.outcome, Outcome::kOutOfMemory);
  EXPECT_EQ(result.exit_code, 137U);
  EXPECT_EQ(result.signal, 9U);
  EXPECT_EQ(result.peak_memory_bytes, 12345678U);
}

INSTANTIATE_TEST_SUITE_P(Cgroup, OutOfMemoryTest,
                         ::testing::Values(std::pair("memory.events", "memory.peak"),
                                           std::pair("memory/memory.oom_control", "memory/memory.max_usage_in_bytes")));

}  // namespace
}  // namespace code_runner::agent
