#include <cstdint>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

constexpr std::uint64_t kBytesMax = 1'000'000;

class ArtifactTest : public AgentTest {
 protected:
  static RunMessage MakeCompiledRun(const std::string& compile, const std::string& run = "echo ran") {
    RunMessage message = MakeShellRun(run);
    message.compile = Process{.args = {"sh", "-c", compile}, .environment = {}};
    message.artifact = "out/main";
    message.artifact_bytes_max = kBytesMax;
    return message;
  }

  static void ExpectNone(const RunMessage& run) {
    const Transcript transcript = Execute(run);
    ASSERT_TRUE(transcript.compiled && transcript.result) << run.compile->args.back();
    EXPECT_EQ(transcript.compiled->artifact_bytes, 0U) << run.compile->args.back();
    EXPECT_EQ(transcript.artifact, "");
    EXPECT_EQ(transcript.output, "ran\n");
  }
};

TEST_F(ArtifactTest, IsSentBeforeTheProgramStarts) {
  const Transcript transcript = Execute(MakeCompiledRun(
      "mkdir out; echo 'echo made; echo spoiled > out/main' > out/main; chmod 700 out/main", "./out/main"));
  ASSERT_TRUE(transcript.compiled && transcript.result);
  EXPECT_EQ(transcript.artifact, "echo made; echo spoiled > out/main\n");
  EXPECT_EQ(transcript.compiled->artifact_bytes, transcript.artifact.size());
  EXPECT_TRUE(transcript.compiled->artifact_executable);
  EXPECT_EQ(transcript.output, "made\n");
}

TEST_F(ArtifactTest, NeedNotBeExecutable) {
  const Transcript transcript = Execute(MakeCompiledRun("mkdir out; echo text > out/main"));
  EXPECT_EQ(transcript.artifact, "text\n");
  EXPECT_FALSE(transcript.compiled->artifact_executable);
}

TEST_F(ArtifactTest, ArrivesWholeUpToItsBound) {
  RunMessage run = MakeCompiledRun("mkdir out; head -c 1000000 /dev/zero | tr '\\0' x > out/main");
  EXPECT_EQ(Execute(run).artifact, std::string(kBytesMax, 'x'));
  run.artifact_bytes_max = kBytesMax - 1;
  ExpectNone(run);
}

TEST_F(ArtifactTest, IsWhatTheCompilerLeftWhenNothingOfItIsAlive) {
  const Transcript transcript = Execute(MakeCompiledRun(
      "mkdir out; echo compiled > out/main; (while true; do echo later >> out/main; sleep 0.01; done) & true",
      "cat out/main"));
  EXPECT_EQ(transcript.artifact, transcript.output);
}

TEST_F(ArtifactTest, CountsAsNoneWhenItIsNoFile) {
  for (const char* compile : {"true", "mkdir out; touch out/main", "mkdir -p out/main", "mkdir out; mkfifo out/main",
                              "mkdir out; echo target > target; ln -s ../target out/main",
                              "mkdir out; echo x > out/main; chmod 0 out/main", "touch out", "ln -s /proc/self out"}) {
    ExpectNone(MakeCompiledRun(compile));
  }
}

TEST_F(ArtifactTest, IsNotSentUnasked) {
  RunMessage run = MakeCompiledRun("mkdir out; echo x > out/main");
  run.artifact = "";
  ExpectNone(run);
}

TEST_F(ArtifactTest, IsNotSentOfACompilerThatFails) {
  const Transcript transcript = Execute(MakeCompiledRun("mkdir out; echo x > out/main; exit 1"));
  ASSERT_TRUE(transcript.compiled && transcript.result);
  EXPECT_EQ(transcript.compiled->artifact_bytes, 0U);
  EXPECT_EQ(transcript.artifact, "");
  EXPECT_EQ(transcript.result->outcome, Outcome::kCompileFailed);
}

TEST_F(ArtifactTest, ComesBackAsAFile) {
  const Transcript first = Execute(MakeCompiledRun("mkdir out; cp /bin/cat out/main", "echo in | ./out/main"));
  EXPECT_EQ(first.output, "in\n");
  AgentProcess agent;
  agent.SendHello();
  agent.SendFile("out/main", first.artifact, true);
  agent.SendRun(MakeShellRun("echo again | ./out/main"));
  EXPECT_EQ(agent.ReceiveAll().output, "again\n");
}

// The writer of the files must have let go of them.
TEST_F(ArtifactTest, CanBeExecutedAtOnce) {
  const std::string program = Execute(MakeCompiledRun("mkdir out; cp /bin/true out/main")).artifact;
  for (int i = 0; i < 20; ++i) {
    AgentProcess agent;
    agent.SendHello();
    agent.SendFile("out/main", program, true);
    agent.SendRun(MakeRun({"./out/main"}));
    const Transcript& transcript = agent.ReceiveAll();
    ASSERT_TRUE(transcript.result);
    ASSERT_EQ(transcript.result->exit_code, 0U) << transcript.error;
  }
}

}  // namespace
}  // namespace code_runner::agent
