#include "image/image_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>

#include "core/image/fake_runtime.h"
#include "image/build_context.h"
#include "image/labels.h"
#include "support/fake_engine.h"

namespace code_runner::image {
namespace {

using std::chrono::milliseconds;
using testing::FakeConnection;
using testing::FakeEngine;
using testing::FakeRequest;
using testing::FakeResponse;
using Clock = std::chrono::steady_clock;
using ::testing::HasSubstr;

constexpr char kAgent[] = "AGENT";
constexpr milliseconds kSoon{1};
constexpr milliseconds kNever{600'000};
constexpr char kBuilt[] = "{\"aux\":{\"ID\":\"sha256:new\"}}\n";

Clock::time_point Patiently() {
  return Clock::now() + std::chrono::seconds(60);
}

FakeResponse Image(const std::string& id, const std::string& digest) {
  return {200,
          R"({"Id":")" + id + R"(","Size":1,"Config":{"Labels":{")" + kDigestLabel + R"(":")" + digest + R"("}}})"};
}

class ImageStoreTest : public ::testing::Test {
 protected:
  ImageStoreOptions Options() {
    ImageStoreOptions options;
    options.agent = kAgent;
    options.retry_interval = kSoon;
    options.reconnect_interval = kSoon;
    return options;
  }

  ImageStore& Start(ImageStoreOptions options) {
    store_.emplace(client_, ImageStore::Runtimes{alpha_, beta_}, std::move(options));
    store_->Start();
    return *store_;
  }

  void BothArePresent() {
    engine_.On("GET /images/code-runner-alpha/json",
               [this](const FakeRequest&) { return Image("sha256:alpha", DigestOf(*alpha_)); });
    engine_.On("GET /images/code-runner-beta/json",
               [this](const FakeRequest&) { return Image("sha256:beta", DigestOf(*beta_)); });
  }

  static std::string DigestOf(const plugin::Runtime& runtime) { return MakeBuildContext(runtime, kAgent).digest; }

  FakeEngine engine_;
  docker::Client client_{{.endpoint = *docker::Endpoint::Parse(engine_.SocketPath(), "")}};
  const std::shared_ptr<const plugin::Runtime> alpha_ = std::make_shared<plugin::Runtime>(testing::MakeAlpha());
  const std::shared_ptr<const plugin::Runtime> beta_ = std::make_shared<plugin::Runtime>(testing::MakeBeta());
  std::optional<ImageStore> store_;
};

TEST_F(ImageStoreTest, DoesNotBuildWhatIsThere) {
  BothArePresent();
  ImageStore& store = Start(Options());
  EXPECT_EQ(*store.Ensure(*alpha_, Patiently(), {}), "sha256:alpha");
  EXPECT_EQ(*store.Ensure(*beta_, Patiently(), {}), "sha256:beta");
  EXPECT_EQ(store.StatusOf(*alpha_), ImageStatus::kReady);
  EXPECT_TRUE(engine_.Requests("POST /build").empty());
}

TEST_F(ImageStoreTest, BuildsWhatIsMissing) {
  BothArePresent();
  engine_.On("GET /images/code-runner-alpha/json", [](const FakeRequest&) { return FakeResponse{404, "{}"}; });
  engine_.On("POST /build", [](const FakeRequest&) { return FakeResponse{200, kBuilt}; });
  EXPECT_EQ(*Start(Options()).Ensure(*alpha_, Patiently(), {}), "sha256:new");
  const std::vector<FakeRequest> builds = engine_.Requests("POST /build");
  ASSERT_EQ(builds.size(), 1U);
  EXPECT_THAT(builds[0].query, HasSubstr("t=code-runner-alpha"));
  EXPECT_THAT(builds[0].query, HasSubstr(DigestOf(*alpha_)));
  EXPECT_THAT(builds[0].body, HasSubstr("FROM scratch"));
  EXPECT_TRUE(engine_.Requests("DELETE *").empty());
}

TEST_F(ImageStoreTest, ReplacesWhatIsOutOfDate) {
  BothArePresent();
  std::latch removed(1);
  engine_.On("GET /images/code-runner-alpha/json",
             [](const FakeRequest&) { return Image("sha256:old", "another digest"); });
  engine_.On("POST /build", [](const FakeRequest&) { return FakeResponse{200, kBuilt}; });
  engine_.On("DELETE /images/*", [&](const FakeRequest&) {
    removed.count_down();
    return FakeResponse{409, "{}"};  // in use: no reason not to go on
  });
  EXPECT_EQ(*Start(Options()).Ensure(*alpha_, Patiently(), {}), "sha256:new");
  removed.wait();
  EXPECT_EQ(engine_.Requests("DELETE *").front().path, "/images/sha256%3Aold");
}

TEST_F(ImageStoreTest, SaysThatABuildFailedAndTriesAgain) {
  std::atomic<int> builds = 0;
  engine_.On("POST /build", [&](const FakeRequest&) {
    ++builds;
    return FakeResponse{200, "{\"error\":\"no such base\"}\n"};
  });
  ImageStoreOptions options = Options();
  options.retry_interval = kNever;
  const Result<std::string> failed = Start(std::move(options)).Ensure(*alpha_, Patiently(), {});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, ErrorCode::kRuntimeNotAvailable);
  EXPECT_EQ(failed.error().retry_after, std::chrono::seconds(600));
  EXPECT_THAT(failed.error().log, HasSubstr("no such base"));
  EXPECT_THAT(failed.error().message, ::testing::Not(HasSubstr("no such base")));
  EXPECT_EQ(store_->StatusOf(*alpha_), ImageStatus::kFailed);

  engine_.On("POST /build", [](const FakeRequest&) { return FakeResponse{200, kBuilt}; });
  ImageStore& patient = Start(Options());
  EXPECT_EQ(*patient.Ensure(*alpha_, Patiently(), {}), "sha256:new");
}

TEST_F(ImageStoreTest, BuildsAgainAfterAFailure) {
  std::atomic<int> builds = 0;
  engine_.On("POST /build", [&](const FakeRequest&) {
    return ++builds <= 2 ? FakeResponse{200, "{\"error\":\"flaky\"}\n"} : FakeResponse{200, kBuilt};
  });
  std::latch ready(2);
  ImageStoreOptions options = Options();
  options.builds_max = 1;
  options.on_ready = [&](const plugin::Runtime&, const std::string& id) {
    EXPECT_EQ(id, "sha256:new");
    ready.count_down();
  };
  ImageStore& store = Start(std::move(options));
  ready.wait();
  EXPECT_EQ(*store.Ensure(*beta_, Patiently(), {}), "sha256:new");
  EXPECT_EQ(builds, 4);
}

class SlowBuildTest : public ImageStoreTest {
 protected:
  // Builds begin, and end as `finish_` says.
  void SetUp() override {
    engine_.On("POST /build", [this](const FakeRequest&) {
      building_.count_down();
      finish_.wait();
      return FakeResponse{200, kBuilt};
    });
  }
  void TearDown() override {
    if (!finish_.try_wait()) finish_.count_down();
    store_.reset();
  }

  std::latch building_{2};
  std::latch finish_{1};
};

TEST_F(SlowBuildTest, BuildsTwoAtOnceAndEachOnce) {
  ImageStore& store = Start(Options());
  building_.wait();
  EXPECT_EQ(store.StatusOf(*alpha_), ImageStatus::kBuilding);
  EXPECT_EQ(store.StatusOf(*beta_), ImageStatus::kBuilding);
  finish_.count_down();
  EXPECT_TRUE(store.Ensure(*alpha_, Patiently(), {}).ok());
  EXPECT_TRUE(store.Ensure(*beta_, Patiently(), {}).ok());
  EXPECT_EQ(engine_.Requests("POST /build").size(), 2U);
}

TEST_F(SlowBuildTest, WaitsUntilTheDeadline) {
  ImageStore& store = Start(Options());
  building_.wait();
  const Result<std::string> late = store.Ensure(*alpha_, Clock::now() + kSoon, {});
  EXPECT_EQ(late.error().code, ErrorCode::kRuntimeNotAvailable);
  EXPECT_TRUE(late.error().retry_after.has_value());
}

TEST_F(SlowBuildTest, WaitsNoLongerThanTheCaller) {
  ImageStore& store = Start(Options());
  building_.wait();
  std::stop_source gone;
  gone.request_stop();
  EXPECT_EQ(store.Ensure(*alpha_, Patiently(), gone.get_token()).error().code, ErrorCode::kCancelled);
}

TEST_F(SlowBuildTest, StopEndsBuildsAndWaits) {
  ImageStore& store = Start(Options());
  building_.wait();
  std::optional<Result<std::string>> waited;
  {
    const std::jthread waiter([&] { waited = store.Ensure(*alpha_, Patiently(), {}); });
    store.Stop();
  }
  EXPECT_EQ(waited->error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(store.Ensure(*beta_, Patiently(), {}).error().code, ErrorCode::kUnavailable);
}

TEST_F(ImageStoreTest, RecoversWithTheEngine) {
  BothArePresent();
  engine_.Stop();
  ImageStore& store = Start(Options());
  const Result<std::string> down = store.Ensure(*alpha_, Patiently(), {});
  EXPECT_EQ(down.error().code, ErrorCode::kDockerUnreachable);
  EXPECT_TRUE(down.error().retry_after.has_value());
  EXPECT_EQ(store.StatusOf(*alpha_), ImageStatus::kMissing);
  engine_.Start();
  Result<std::string> up = store.Ensure(*alpha_, Patiently(), {});
  while (!up.ok()) up = store.Ensure(*alpha_, Patiently(), {});
  EXPECT_EQ(*up, "sha256:alpha");
}

TEST_F(ImageStoreTest, LooksAgainWhenToldThatAnImageVanished) {
  BothArePresent();
  ImageStore& store = Start(Options());
  ASSERT_TRUE(store.Ensure(*alpha_, Patiently(), {}).ok());
  engine_.On("GET /images/code-runner-alpha/json", [](const FakeRequest&) { return FakeResponse{404, "{}"}; });
  engine_.On("POST /build", [](const FakeRequest&) { return FakeResponse{200, kBuilt}; });
  store.Invalidate(*alpha_, "sha256:unheard-of");
  EXPECT_EQ(*store.Ensure(*alpha_, Patiently(), {}), "sha256:alpha");
  store.Invalidate(*alpha_, "sha256:alpha");
  EXPECT_EQ(*store.Ensure(*alpha_, Patiently(), {}), "sha256:new");
}

TEST_F(ImageStoreTest, KnowsOnlyItsOwnRuntimes) {
  store_.emplace(client_, ImageStore::Runtimes{beta_}, Options());
  EXPECT_EQ(store_->Ensure(*alpha_, Patiently(), {}).error().code, ErrorCode::kRuntimeNotAvailable);
  EXPECT_EQ(store_->StatusOf(*alpha_), ImageStatus::kMissing);
}

}  // namespace
}  // namespace code_runner::image
