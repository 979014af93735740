// What becomes of the server, and of what runs, when its engine goes away and comes back.
#include <signal.h>

#include <future>
#include <optional>
#include <string>

#include "service/service_test.h"
#include "support/containers.h"
#include "support/eventually.h"
#include "support/own_engine.h"

namespace code_runner::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;

RunRequest Script(const std::string& code, int timeout = 30) {
  return {.image = "bash", .code = code, .timeout = timeout, .allow_network = false};
}

class EngineLossTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    if (IsSkipped()) return;
    if (const std::string reason = OwnEngine::WhyNot(); !reason.empty()) GTEST_SKIP() << reason;
    engine_.emplace();
    service_.emplace(Service::Settings{{"DOCKER_HOST", engine_->Host()},
                                       {"PLUGIN_DIR", MINIMAL_DIR},
                                       {"RUNTIMES", "bash"},
                                       {"DEFAULT_ALLOW_NETWORK", "false"}});
    ASSERT_TRUE(service_->WaitUntilReady()) << service_->LogText();
    ASSERT_TRUE(RunsWarm()) << service_->LogText();
  }
  void TearDown() override {
    if (!service_) return;
    const std::string instance = service_->InstanceId();
    service_->Signal(SIGTERM);
    EXPECT_EQ(service_->WaitForExit(60s), EXIT_SUCCESS) << service_->LogText();
    EXPECT_TRUE(Eventually([&] { return ContainersOf(instance).Count() == 0; }, 10s));
  }

  Containers ContainersOf(const std::string& instance) const {
    docker::Client client({.endpoint = *docker::Endpoint::Parse(engine_->Host(), "")});
    return Containers::Of(instance, client);
  }
  // The pool has learned what is asked for, or learned it again.
  bool RunsWarm() const {
    return Eventually([this] { return StartOf(Run(*service_, Script("true"))) == "warm"; }, 60s);
  }
  bool IsConnected() const { return service_->Get("/health").Json()->getValue<bool>("docker_connected"); }
  void ExpectRefusal() const {
    const RunAnswer refused = Run(*service_, Script("true", 5));
    EXPECT_EQ(refused.http_status, 503) << ::testing::PrintToString(refused);
    EXPECT_TRUE(refused.headers.contains("retry-after"));
  }

  std::optional<OwnEngine> engine_;
  std::optional<Service> service_;
};

TEST_F(EngineLossTest, StoppedEngineIsReportedAndSurvived) {
  auto running = std::async(std::launch::async, [this] { return Run(*service_, Script("sleep 250", 280)); });
  ASSERT_TRUE(Eventually(
      [this] { return service_->Get("/metrics").body.find("code_runner_runs_running 1") != std::string::npos; }, 30s));
  engine_->Signal(SIGTERM);
  engine_->AwaitEnd();
  ASSERT_EQ(running.wait_for(30s), std::future_status::ready) << service_->LogText();
  const RunAnswer lost = running.get();
  // Whether its sandbox was seen to end, or the engine could not be asked any more.
  EXPECT_THAT(lost.http_status, AnyOf(500, 503)) << ::testing::PrintToString(lost);
  EXPECT_FALSE(IsConnected());
  ExpectRefusal();
  engine_->Start();
  EXPECT_TRUE(Eventually([this] { return IsConnected(); }, 10s));
  EXPECT_THAT(Run(*service_, Script("echo back")), Prints("back\n"));
  EXPECT_TRUE(RunsWarm()) << service_->LogText();
}

TEST_F(EngineLossTest, FrozenEngineIsReportedAndSurvived) {
  engine_->Signal(SIGSTOP);
  const auto asked = std::chrono::steady_clock::now();
  EXPECT_FALSE(IsConnected());
  EXPECT_LT(std::chrono::steady_clock::now() - asked, 2s) << "promised by the contract";
  engine_->Signal(SIGCONT);
  EXPECT_TRUE(Eventually([this] { return IsConnected(); }, 10s));
  EXPECT_THAT(Run(*service_, Script("echo back")), Prints("back\n"));
  EXPECT_TRUE(RunsWarm()) << service_->LogText();
}

}  // namespace
}  // namespace code_runner::testing
