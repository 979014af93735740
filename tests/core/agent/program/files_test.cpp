#include <gmock/gmock.h>

#include <cstdlib>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct TestFile {
  std::string path;
  std::string content;
  bool executable = false;
};

class FilesTest : public AgentTest {
 protected:
  static Transcript RunWith(const std::vector<TestFile>& files, const std::string& script,
                            const SandboxOptions& options = {}) {
    AgentProcess agent(options);
    agent.SendHello(options.skeleton_dir.empty() ? "" : "/skeleton");
    for (const TestFile& file : files) agent.SendFile(file.path, file.content, file.executable);
    agent.SendRun(MakeShellRun(script));
    return agent.ReceiveAll();
  }

  static FailedMessage FailureWith(const std::vector<TestFile>& files, const SandboxOptions& options = {}) {
    const Transcript transcript = RunWith(files, "echo never", options);
    EXPECT_EQ(transcript.output, "");
    EXPECT_FALSE(transcript.result);
    return transcript.failed.value_or(FailedMessage{});
  }
};

TEST_F(FilesTest, AreWrittenWithTheirFolders) {
  const Transcript transcript = RunWith({{"main.sh", "one\n"}, {"a/b/c.txt", "two\n"}, {"a/d.txt", ""}},
                                        "cat main.sh a/b/c.txt; stat -c %s a/d.txt");
  EXPECT_EQ(transcript.output, "one\ntwo\n0\n");
}

TEST_F(FilesTest, MayBeExecutable) {
  const Transcript transcript =
      RunWith({{"tool", "#!/bin/sh\necho works", true}, {"data", ""}}, "./tool; stat -c %a:%u tool data");
  EXPECT_EQ(transcript.output, "works\n755:1001\n644:1001\n");
}

TEST_F(FilesTest, MayBeLargerThanAFrame) {
  const Transcript transcript = RunWith({{"large", std::string(5'000'000, 'x')}}, "stat -c %s large");
  EXPECT_EQ(transcript.output, "5000000\n");
}

TEST_F(FilesTest, ReplaceEarlierOnes) {
  EXPECT_EQ(RunWith({{"f", "long content", true}, {"f", "new"}}, "cat f; stat -c :%a f").output, "new:644\n");
}

TEST_F(FilesTest, AreRefusedOutsideTheWorkFolder) {
  for (const std::string path : {"/etc/x", "../x", "a/../../x", "a//b", "./x", "a/", "", ".."}) {
    const FailedMessage failed = FailureWith({{path, "x"}});
    EXPECT_EQ(failed.reason, FailureReason::kBadPath) << path;
    EXPECT_THAT(failed.message, StartsWith(path + ": "));
  }
  EXPECT_EQ(FailureWith({{std::string("a\0b", 3), "x"}}).reason, FailureReason::kBadPath);
}

TEST_F(FilesTest, AreRefusedWherePathsCollide) {
  EXPECT_EQ(FailureWith({{"a", "file"}, {"a/b", "x"}}).reason, FailureReason::kBadPath);
  EXPECT_EQ(FailureWith({{"a/b", "file"}, {"a", "x"}}).reason, FailureReason::kBadPath);
  const FailedMessage failed = FailureWith({{std::string(300, 'n'), "x"}});
  EXPECT_EQ(failed.reason, FailureReason::kBadPath);
  EXPECT_THAT(failed.message, HasSubstr("File name too long"));
}

TEST_F(FilesTest, AreRefusedWhenTheyDoNotFit) {
  const FailedMessage failed = FailureWith({{"large", std::string(2'000'000, 'x')}}, {.work_size = "1m"});
  EXPECT_EQ(failed.reason, FailureReason::kNoSpace);
  EXPECT_THAT(failed.message, StartsWith("large: "));
}

class SkeletonTest : public FilesTest {
 protected:
  void SetUp() override {
    FilesTest::SetUp();
    char folder[] = "/tmp/code_runner_skeleton_test.XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    const std::string script = "cd " + folder_ +
                               " && chmod 755 . && mkdir -p sub/deep && echo deep > sub/deep/file && echo sdk > sdk.py"
                               " && printf '#!/bin/sh\necho tool' > tool && chmod 755 tool"
                               " && ln -s sub/deep/file link && mkfifo fifo && touch -d @1000000000 sdk.py";
    ASSERT_EQ(system(script.c_str()), 0);
  }
  void TearDown() override { EXPECT_EQ(system(("rm -rf " + folder_).c_str()), 0); }

  std::string folder_;
};

TEST_F(SkeletonTest, IsInPlaceBeforeTheRun) {
  const Transcript transcript =
      RunWith({}, "cat sub/deep/file link; ./tool; readlink link; stat -c %Y sdk.py; test -e fifo || echo no fifo",
              {.skeleton_dir = folder_});
  EXPECT_TRUE(transcript.ready);
  EXPECT_EQ(transcript.output, "deep\ndeep\ntool\nsub/deep/file\n1000000000\nno fifo\n");
}

TEST_F(SkeletonTest, GivesWayToFiles) {
  const Transcript transcript = RunWith({{"sdk.py", "own\n"}, {"link", "file\n"}, {"sub/more", ""}},
                                        "cat sdk.py link sub/deep/file", {.skeleton_dir = folder_});
  EXPECT_EQ(transcript.output, "own\nfile\ndeep\n");
}

TEST_F(SkeletonTest, IsMissedWhenItIsNotThere) {
  AgentProcess agent;
  agent.SendHello("/no-such-folder");
  const Transcript& transcript = agent.ReceiveAll();
  EXPECT_FALSE(transcript.ready);
  ASSERT_TRUE(transcript.failed);
  EXPECT_THAT(transcript.failed->message, StartsWith("/no-such-folder: "));
}

}  // namespace
}  // namespace code_runner::agent
