#include <gmock/gmock.h>

#include "core/agent/program/agent_process.h"

namespace code_runner::agent {
namespace {

using ::testing::HasSubstr;

class PrivilegeTest : public AgentTest {
 protected:
  static std::string OutputOf(const std::string& script) { return Execute(MakeShellRun(script)).output; }
};

TEST_F(PrivilegeTest, TheProgramHasNone) {
  const std::string status = OutputOf("cat /proc/self/status");
  for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"}) {
    EXPECT_THAT(status, HasSubstr(std::string(set) + ":\t0000000000000000\n"));
  }
  EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1\n"));
  EXPECT_THAT(status, HasSubstr("Uid:\t1001\t1001\t1001\t1001\n"));
  EXPECT_THAT(status, HasSubstr("Gid:\t1001\t1001\t1001\t1001\n"));
  EXPECT_THAT(status, HasSubstr("Groups:\t \n"));
}

TEST_F(PrivilegeTest, TheProgramStartsWithDefaultSignals) {
  const std::string status = OutputOf("exec cat /proc/self/status");
  EXPECT_THAT(status, HasSubstr("SigBlk:\t0000000000000000\n"));
  EXPECT_THAT(status, HasSubstr("SigIgn:\t0000000000000000\n"));
}

TEST_F(PrivilegeTest, TheProgramInheritsNoDescriptors) {
  EXPECT_EQ(OutputOf("exec ls /proc/self/fd"), "0\n1\n2\n3\n") << "3 is the folder that is listed";
}

TEST_F(PrivilegeTest, TheProgramIsInASessionOfItsOwn) {
  EXPECT_EQ(OutputOf("set -- $(cat /proc/$$/stat); test $1 = $6 && echo leader"), "leader\n");
}

TEST_F(PrivilegeTest, TheProgramIsTheFirstToGoWhenMemoryIsFull) {
  EXPECT_EQ(OutputOf("cat /proc/self/oom_score_adj"), "1000\n");
}

TEST_F(PrivilegeTest, TheProgramDumpsNoCoreAndHasTheUsualUmask) {
  EXPECT_EQ(OutputOf("ulimit -c; umask; pwd"), "0\n0022\n/workspace\n");
}

TEST_F(PrivilegeTest, TheCompilerHasNoneEither) {
  RunMessage run = MakeShellRun("true");
  run.compile = Process{.args = {"cat", "/proc/self/status"}, .environment = {}};
  const std::string status = Execute(run).compile_output;
  EXPECT_THAT(status, HasSubstr("CapEff:\t0000000000000000\n"));
  EXPECT_THAT(status, HasSubstr("CapBnd:\t0000000000000000\n"));
  EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1\n"));
}

}  // namespace
}  // namespace code_runner::agent
