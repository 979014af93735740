#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

class MetadataTest : public AgentTest {
 protected:
  static constexpr char kFile[] = "/metadata/.quartermaster_metadata.json";
};

TEST_F(MetadataTest, IsSentWhenThereIsSome) {
  EXPECT_EQ(Execute(MakeShellRun(std::string("echo '{}' > ") + kFile)).metadata, "{}\n");
  EXPECT_EQ(Execute(MakeShellRun("true")).metadata, "");
}

TEST_F(MetadataTest, IsReadAsTheUser) {
  const std::string file = kFile;
  EXPECT_EQ(Execute(MakeShellRun("echo private > " + file + "; chmod 600 " + file)).metadata, "private\n");
  EXPECT_EQ(Execute(MakeShellRun("echo locked > " + file + "; chmod 0 " + file)).metadata, "");
}

TEST_F(MetadataTest, IsSentAfterATimeoutToo) {
  RunMessage run = MakeShellRun(std::string("echo part > ") + kFile + "; exec " + Probe("signal_ignorer"));
  run.timeout = kSurelyExpires;
  const Transcript transcript = Execute(run);
  ASSERT_TRUE(transcript.result);
  EXPECT_EQ(transcript.result->outcome, Outcome::kTimedOut);
  EXPECT_EQ(transcript.metadata, "part\n");
}

TEST_F(MetadataTest, CountsAsNoneOverItsBound) {
  RunMessage run = MakeShellRun(std::string("head -c 100000 /dev/zero > ") + kFile);
  run.metadata_bytes_max = 100'000;
  EXPECT_EQ(Execute(run).metadata.size(), 100'000U);
  run.metadata_bytes_max = 99'999;
  EXPECT_EQ(Execute(run).metadata, "");
}

TEST_F(MetadataTest, CountsAsNoneWhenItIsATrick) {
  for (const char* trick : {"fifo", "link", "folder", "giant"}) {
    const Transcript transcript = Execute(MakeRun({Probe("metadata_trickster"), trick}));
    ASSERT_TRUE(transcript.result) << trick;
    EXPECT_EQ(transcript.result->exit_code, 0U) << trick;
    EXPECT_EQ(transcript.metadata, "") << trick;
  }
}

}  // namespace
}  // namespace code_runner::agent
