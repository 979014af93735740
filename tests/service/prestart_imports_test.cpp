// Modules that the operator has imported ahead of the runs.
#include <string>

#include "service/run.h"
#include "support/service.h"

namespace code_runner::testing {
namespace {

using ::testing::AllOf;

constexpr int kAttemptsMax = 100;  // each of which takes as long as a new sandbox
constexpr const char* kHasNumpy = "import sys\nprint('numpy' in sys.modules)\n";

auto StartsAs(const std::string& start) {
  return ::testing::ResultOf("start", StartOf, start);
}

// In a sandbox that was waiting.
RunAnswer RunWaiting(const Service& service, const RunRequest& request) {
  RunAnswer answer = Run(service, request);
  for (int i = 1; i < kAttemptsMax && ::testing::Matches(StartsAs("cold"))(answer); ++i) answer = Run(service, request);
  return answer;
}

class PrestartImportsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = WhyNoDocker(); !reason.empty()) GTEST_SKIP() << reason;
  }

  static Service::Settings Importing(const std::string& modules) {
    return {{"RUNTIMES", "python"},
            {"DEFAULT_ALLOW_NETWORK", "false"},
            {"WARM_POOL", "python=2"},
            {"PRESTART_PYTHON_IMPORTS", modules}};
  }
};

TEST_F(PrestartImportsTest, AreThereBeforeTheProgramImportsThem) {
  Service service(Importing("numpy, json"));
  ASSERT_TRUE(service.WaitUntilReady());
  EXPECT_THAT(RunWaiting(service, {.code = kHasNumpy}), AllOf(Exits(0), StartsAs("prestarted"), Prints("True\n")));
  EXPECT_THAT(RunWaiting(service, {.code = "import os\nprint([n for n in os.environ if 'CODE_RUNNER' in n])"}),
              AllOf(Exits(0), StartsAs("prestarted"), Prints("[]\n")));
}

TEST_F(PrestartImportsTest, AreNotForRunsThatMayMeanOtherModules) {
  Service service(Importing("numpy"));
  ASSERT_TRUE(service.WaitUntilReady());
  RunRequest request = {.code = "import datetime\nprint(datetime.__file__)",
                        .files = {{"datetime.py", ""}}};  // numpy's
  EXPECT_THAT(RunWaiting(service, request), AllOf(Exits(0), StartsAs("warm"), Prints("/tmp/datetime.py\n")));
  request = {.code = "import numpy\nprint(numpy.__file__)", .files = {{"numpy/__init__.py", ""}}};
  EXPECT_THAT(RunWaiting(service, request), AllOf(Exits(0), StartsAs("warm"), Prints("/tmp/numpy/__init__.py\n")));
  request = {.code = kHasNumpy, .environment = {{"OPENBLAS_NUM_THREADS", "1"}}};
  EXPECT_THAT(RunWaiting(service, request), AllOf(Exits(0), StartsAs("warm"), Prints("False\n")));
}

TEST_F(PrestartImportsTest, ThatFailAreLoggedAndLeftOut) {
  Service service(Importing("numpy,no_such_module"));
  ASSERT_TRUE(service.WaitUntilReady());
  EXPECT_THAT(RunWaiting(service, {.code = kHasNumpy}), AllOf(Exits(0), StartsAs("prestarted"), Prints("False\n")));
  EXPECT_TRUE(service.WaitForLog("cannot import no_such_module"));
}

TEST_F(PrestartImportsTest, MustBeNamesOfModules) {
  Service service({{"RUNTIMES", "python"}, {"PRESTART_PYTHON_IMPORTS", "os;import sys"}}, Service::Expect::kExit);
  EXPECT_NE(service.WaitForExit(std::chrono::seconds(20)), 0);
  EXPECT_NE(service.LogText().find("PRESTART_PYTHON_IMPORTS"), std::string::npos);
  Service other({{"RUNTIMES", "go"}, {"PRESTART_GO_IMPORTS", "fmt"}}, Service::Expect::kExit);
  EXPECT_NE(other.WaitForExit(std::chrono::seconds(20)), 0);
}

}  // namespace
}  // namespace code_runner::testing
