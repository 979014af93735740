#include "execution/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <latch>

#include "core/execution/sandbox_engine.h"
#include "image/build_context.h"
#include "image/labels.h"
#include "support/temp_dir.h"

namespace code_runner::execution {
namespace {

using std::chrono::milliseconds;
using testing::Always;
using testing::FakeAgent;
using testing::FakeRequest;
using testing::FakeResponse;
using ::testing::HasSubstr;

class RunnerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(registry_.Runtimes().size(), 1U);
    const std::string digest = image::MakeBuildContext(*registry_.Runtimes()[0], "AGENT").digest;
    engine_.On(
        "GET /images/*/json",
        Always(200, R"({"Id":"sha256:1","Size":1,"Config":{"Labels":{"code-runner.digest":")" + digest + R"("}}})"));
    images_.Start();
  }

  static ExecutionRequest Request(std::optional<std::string> memory = {}, const std::string& image = "alpha") {
    RequestFields fields;
    fields.code = "code";
    fields.image = image;
    fields.allow_network = false;
    fields.mem_limit = std::move(memory);
    return ExecutionRequest::Make(std::move(fields), {}).value();
  }

  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
  const plugin::RuntimeRegistry registry_ = plugin::RuntimeRegistry::Load({{TEST_PLUGIN_DIR}, {}, {}});
  SandboxNetwork network_{client_, "sandboxes"};
  SandboxReaper reaper_{client_, {"me"}};
  ContainerLauncher launcher_{client_, reaper_};
  SandboxFactory factory_{client_, network_, launcher_, nullptr, {"me", 4.0, 128, ""}};
  SandboxPool pool_{factory_};
  image::ImageStore images_{client_, registry_.Runtimes(), {.agent = "AGENT"}};
  UsedSandboxes used_{{.reuse = SandboxReuse::kSameCaller}};
  RunQueue queue_{{1, 10}};
  Executor executor_{client_, {}};
  testing::TempDir folder_;
  ArtifactCache artifacts_{folder_.Path("artifacts"), {}};
  Runner runner_{registry_, images_, queue_, pool_, used_, executor_, artifacts_, {}};
};

TEST_F(RunnerTest, UsesASandboxAgainThatTakesAnotherRun) {
  engine_.OnAgent([](FakeAgent& agent) {
    do {
      agent.SayReady();
      if (!agent.AwaitRun()) return;
      agent.SendResult({.outcome = agent::Outcome::kExited, .takes_another = true});
    } while (agent.Next());
  });
  EXPECT_EQ(runner_.Run(Request(), "r", {})->start, StartKind::kCold);
  EXPECT_EQ(runner_.Run(Request(), "r", {})->start, StartKind::kReused);
  EXPECT_EQ(runner_.Run(Request("32m"), "r", {})->start, StartKind::kCold);
  EXPECT_EQ(engine_.Count("POST /containers/create"), 2U);
}

TEST_F(RunnerTest, UsesNoSandboxAgainThatTakesNone) {
  EXPECT_EQ(runner_.Run(Request(), "r", {})->start, StartKind::kCold);
  EXPECT_EQ(runner_.Run(Request(), "r", {})->start, StartKind::kCold);
}

TEST_F(RunnerTest, RunsAProgram) {
  const Result<ExecutionResult> result = runner_.Run(Request(), "run-1", {});
  ASSERT_TRUE(result.ok()) << result.error().LogText();
  EXPECT_EQ(result->status, ExecutionStatus::kExited);
  EXPECT_EQ(result->start, StartKind::kCold);
  EXPECT_EQ(result->run_id, "run-1");
  EXPECT_GT(result->execution_time.count(), 0);
  EXPECT_EQ(queue_.Running(), 0U);
}

TEST_F(RunnerTest, KnowsNoOtherImages) {
  const Result<ExecutionResult> result = runner_.Run(Request({}, "cobol"), "r", {});
  EXPECT_EQ(result.error().code, ErrorCode::kUnknownImage);
  EXPECT_THAT(result.error().message, HasSubstr("'cobol'"));
}

TEST_F(RunnerTest, TakesTheRuntimesAdviceWhereTheClientNamesNothing) {
  std::atomic<std::int64_t> timeout_ms = 0;
  engine_.OnAgent([&](FakeAgent& agent) {
    agent.SayReady();
    if (const auto run = agent.AwaitRun()) timeout_ms = run->timeout.count();
    agent.SendResult({});
    agent.Connection().ReadUntilClosed();
  });
  ASSERT_TRUE(runner_.Run(Request(), "r", {}).ok());
  EXPECT_EQ(timeout_ms, 7000);
  EXPECT_THAT(engine_.Requests("POST /containers/create").back().body, HasSubstr("\"Memory\":67108864,"));
  ASSERT_TRUE(runner_.Run(Request("32m"), "r", {}).ok());
  EXPECT_THAT(engine_.Requests("POST /containers/create").back().body, HasSubstr("\"Memory\":33554432,"));
}

TEST_F(RunnerTest, BuildsAnImageAgainThatVanished) {
  engine_.On("POST /build", [this](const FakeRequest&) {
    engine_.On("POST /containers/create", Always(201, R"({"Id":"c9"})"));
    return FakeResponse{200, "{\"aux\":{\"ID\":\"sha256:2\"}}\n"};
  });
  ASSERT_TRUE(images_.Ensure(*registry_.Runtimes()[0], std::chrono::steady_clock::time_point::max(), {}).ok());
  engine_.On("GET /images/*/json", Always(404, "{}"));
  engine_.On("POST /containers/create", Always(404, "{}"));
  const Result<ExecutionResult> result = runner_.Run(Request(), "r", {});
  ASSERT_TRUE(result.ok()) << result.error().LogText();
  EXPECT_EQ(engine_.Count("POST /build"), 1U);
  EXPECT_THAT(engine_.Requests("POST /containers/create").back().body, HasSubstr("sha256:2"));
}

TEST_F(RunnerTest, GivesUpOnAnImageThatVanishesAgainAndAgain) {
  engine_.On("POST /containers/create", Always(404, "{}"));
  EXPECT_EQ(runner_.Run(Request(), "r", {}).error().code, ErrorCode::kDockerError);
  EXPECT_EQ(queue_.Running(), 0U);
}

TEST_F(RunnerTest, SaysQuicklyThatTheEngineIsGone) {
  ASSERT_TRUE(runner_.Run(Request(), "r", {}).ok());
  engine_.Stop();
  const Result<ExecutionResult> result = runner_.Run(Request(), "r", {});
  EXPECT_EQ(result.error().code, ErrorCode::kDockerUnreachable);
  EXPECT_TRUE(result.error().retry_after.has_value());
}

TEST_F(RunnerTest, CancelsARunThatWaits) {
  const Result<RunQueue::Slot> slot = queue_.Enter({});
  std::stop_source gone;
  gone.request_stop();
  EXPECT_EQ(runner_.Run(Request(), "r", gone.get_token()).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(engine_.Count("POST /containers/create"), 0U);
}

}  // namespace
}  // namespace code_runner::execution
