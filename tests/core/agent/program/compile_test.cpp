#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;

class CompileTest : public AgentTest {
 protected:
  static RunMessage MakeCompiledRun(const std::string& compile, const std::string& run) {
    RunMessage message = MakeShellRun(run);
    message.compile = Process{.args = {"sh", "-c", compile}, .environment = {}};
    return message;
  }
};

TEST_F(CompileTest, RunsWhatItMade) {
  const Transcript transcript =
      Execute(MakeCompiledRun("echo compiling; echo warning >&2; echo 'echo made' > main; chmod +x main", "./main"));
  ASSERT_TRUE(transcript.compiled && transcript.result);
  EXPECT_EQ(transcript.compiled->exit_code, 0U);
  EXPECT_GT(transcript.compiled->wall_time, 0ns);
  EXPECT_EQ(transcript.compile_output, "compiling\n");
  EXPECT_EQ(transcript.compile_error, "warning\n");
  EXPECT_EQ(transcript.output, "made\n");
  EXPECT_EQ(transcript.result->outcome, Outcome::kExited);
  EXPECT_EQ(transcript.result->stdout_bytes, 5U);
}

TEST_F(CompileTest, StopsWhenItFails) {
  const Transcript transcript = Execute(MakeCompiledRun("echo wrong >&2; exit 2", "echo never"));
  ASSERT_TRUE(transcript.compiled && transcript.result);
  EXPECT_EQ(transcript.compiled->exit_code, 2U);
  EXPECT_EQ(transcript.result->outcome, Outcome::kCompileFailed);
  EXPECT_EQ(transcript.result->exit_code, 2U);
  EXPECT_EQ(transcript.compile_error, "wrong\n");
  EXPECT_EQ(transcript.output, "");
}

TEST_F(CompileTest, StopsWhenItIsKilled) {
  const Transcript transcript = Execute(MakeCompiledRun("kill -11 $$", "echo never"));
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kCompileFailed);
  EXPECT_EQ(transcript.result->exit_code, 139U);
  EXPECT_EQ(transcript.result->signal, 11U);
}

TEST_F(CompileTest, SharesItsTimeoutWithTheRun) {
  RunMessage run = MakeCompiledRun(Probe("signal_ignorer"), "echo never");
  run.timeout = kSurelyExpires;
  const Transcript transcript = Execute(run);
  ASSERT_TRUE(transcript.compiled && transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kTimedOut);
  EXPECT_EQ(transcript.output, "");
}

TEST_F(CompileTest, LeavesNoProcessToTheRun) {
  const Transcript transcript =
      Execute(MakeCompiledRun(Probe("pipe_holder"), "for p in /proc/[0-9]*; do echo ${p#/proc/}; done; echo $$"));
  ASSERT_TRUE(transcript.result);
  const std::size_t second_line = transcript.output.find('\n') + 1;
  const std::string rest = transcript.output.substr(second_line);
  EXPECT_EQ(transcript.output.substr(0, second_line), "1\n");
  EXPECT_EQ(rest.substr(0, rest.size() / 2), rest.substr(rest.size() / 2)) << "only the shell itself";
}

TEST_F(CompileTest, LeavesStandardInputToTheRun) {
  AgentProcess agent;
  RunMessage run = MakeCompiledRun("cat", "cat");
  run.has_stdin = true;
  agent.SendHello();
  agent.SendRun(run);
  agent.Send(FrameType::kStdin, "for the program");
  agent.Send(FrameType::kStdinEnd);
  const Transcript& transcript = agent.ReceiveAll();
  EXPECT_EQ(transcript.compile_output, "");
  EXPECT_EQ(transcript.output, "for the program");
}

}  // namespace
}  // namespace code_runner::agent
