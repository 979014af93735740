#include "execution/holder_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "core/execution/sandbox_engine.h"

namespace code_runner::execution {
namespace {

using std::chrono::milliseconds;
using testing::Always;
using testing::FakeAgent;
using testing::FakeConnection;
using testing::FakeRequest;
using ::testing::HasSubstr;

constexpr milliseconds kSoon{1};
constexpr milliseconds kNever{600'000};
constexpr char kNetwork[] = R"({"Id":"n1","Labels":{"code-runner.network-policy":"isolated-1"}})";
constexpr char kImage[] = "sha256:x";
constexpr char kWait[] = "POST /containers/*/wait";
constexpr char kCreate[] = "POST /containers/create";

class HolderPoolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    engine_.On("GET /networks/*", Always(200, kNetwork));
    engine_.On(kWait, Always(200, R"({"StatusCode":0})"));
    ServeAsHolders();
    reaper_.Start();
  }

  void ServeAsHolders() {
    engine_.OnAgent([this](FakeAgent& agent) {
      bool first = true;
      while (const auto frame = agent.Next()) {
        if (frame->type != agent::FrameType::kCheckNetwork) return;
        const agent::NetworkCheckedMessage answer{!first && unchanged_};
        if (!agent.Send(agent::FrameType::kNetworkChecked, agent::Encode(answer))) return;
        first = false;
      }
    });
  }

  HolderPool& Pool(HolderPoolOptions options = {.spare = 0}) {
    options.look_interval = kSoon;
    options.failure_pause = kSoon;
    options.return_wait = kNever;
    pool_ = std::make_unique<HolderPool>(client_, network_, launcher_, SandboxPolicy{"me", 4.0, 128, ""}, options);
    pool_->Start();
    return *pool_;
  }

  // One lease from its begin to its end, with the container `user` in it; returns what it was of.
  static std::string Use(HolderPool& pool, const std::string& user = "s1") {
    Result<NetworkLease> lease = pool.Lease(kImage, {});
    if (!lease) return lease.error().LogText();
    if (!user.empty()) lease->SetUser(user);
    return lease->NetworkMode();
  }
  static void AwaitAllBack(const HolderPool& pool) {
    while (pool.Counts().leased > 0) std::this_thread::yield();
  }

  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
  SandboxNetwork network_{client_, "sandboxes"};
  SandboxReaper reaper_{client_, {"me", kNever}};
  ContainerLauncher launcher_{client_, reaper_};
  std::atomic<bool> unchanged_ = true;
  std::unique_ptr<HolderPool> pool_;
};

TEST_F(HolderPoolTest, MakesHoldersOnTheNetwork) {
  EXPECT_EQ(Use(Pool()), "container:c1");
  const std::string body = engine_.Requests(kCreate).front().body;
  EXPECT_THAT(body, HasSubstr(R"("NetworkMode":"n1")"));
  EXPECT_THAT(body, HasSubstr(R"("code-runner.role":"network-holder")"));
  EXPECT_THAT(body, HasSubstr(R"("ReadonlyRootfs":true)"));
}

TEST_F(HolderPoolTest, UsesAgainWhatIsUnchangedWhenItsUserIsGone) {
  HolderPool& pool = Pool();
  EXPECT_EQ(Use(pool), "container:c1");
  EXPECT_EQ(Use(pool), "container:c1") << "one that comes back is waited for";
  AwaitAllBack(pool);
  EXPECT_EQ(engine_.Requests(kWait).front().path, "/containers/s1/wait");
  const HolderCounts counts = pool.Counts();
  EXPECT_EQ(counts.created, 1U);
  EXPECT_EQ(counts.reused, 1U);
  EXPECT_EQ(counts.idle, 1U);
}

TEST_F(HolderPoolTest, WhoseUserWasNeverCreatedIsFreeAtOnce) {
  HolderPool& pool = Pool();
  EXPECT_EQ(Use(pool, ""), "container:c1");
  EXPECT_EQ(Use(pool, ""), "container:c1");
  AwaitAllBack(pool);
  EXPECT_EQ(engine_.Count(kWait), 0U);
}

TEST_F(HolderPoolTest, TwoLeasesAreOfTwoHolders) {
  HolderPool& pool = Pool();
  const Result<NetworkLease> one = pool.Lease(kImage, {});
  const Result<NetworkLease> other = pool.Lease(kImage, {});
  EXPECT_NE(one->NetworkMode(), other->NetworkMode());
}

TEST_F(HolderPoolTest, ThrowsAwayWhatWasUsed) {
  HolderPool& pool = Pool();
  unchanged_ = false;
  EXPECT_EQ(Use(pool), "container:c1");
  engine_.AwaitRequests("DELETE /containers/c1", 1);
  EXPECT_EQ(Use(pool), "container:c2");
}

TEST_F(HolderPoolTest, ThrowsAwayWhatChangedWhileItWasIdle) {
  HolderPool& pool = Pool();
  Use(pool);
  AwaitAllBack(pool);
  unchanged_ = false;
  EXPECT_EQ(Use(pool), "container:c2");
}

TEST_F(HolderPoolTest, ThrowsAwayWhoseUserDoesNotEnd) {
  engine_.OnConnection(kWait, [](const FakeRequest&, FakeConnection& connection) { connection.ReadUntilClosed(); });
  EXPECT_EQ(Use(Pool({.spare = 0, .removal_timeout = milliseconds(20)})), "container:c1");
  engine_.AwaitRequests("DELETE /containers/c1", 1);
}

TEST_F(HolderPoolTest, ThrowsAwayWhenTheEngineCannotTell) {
  engine_.On(kWait, Always(500, "{}"));
  EXPECT_EQ(Use(Pool()), "container:c1");
  engine_.AwaitRequests("DELETE /containers/c1", 1);
}

TEST_F(HolderPoolTest, ThrowsAwayWhatHasServedLong) {
  HolderPool& pool = Pool({.spare = 0, .leases_max = 2});
  Use(pool);
  Use(pool);
  engine_.AwaitRequests("DELETE /containers/c1", 1);
  EXPECT_EQ(Use(pool), "container:c2");
}

TEST_F(HolderPoolTest, MakesSpareOnesOnceAnyWasAskedFor) {
  HolderPool& pool = Pool({.spare = 2});
  EXPECT_EQ(engine_.Count(kCreate), 0U);
  const Result<NetworkLease> lease = pool.Lease(kImage, {});
  while (pool.Counts().idle < 2) std::this_thread::yield();
  EXPECT_EQ(engine_.Count(kCreate), 3U);
}

TEST_F(HolderPoolTest, ReplacesTheDead) {
  engine_.OnAgent([](FakeAgent& agent) {
    agent.Next();
    agent.Send(agent::FrameType::kNetworkChecked, agent::Encode(agent::NetworkCheckedMessage{}));
  });
  HolderPool& pool = Pool({.spare = 1});
  const Result<NetworkLease> lease = pool.Lease(kImage, {});
  engine_.AwaitRequests(kCreate, 4);
}

TEST_F(HolderPoolTest, GoesOnAfterFailures) {
  HolderPool& pool = Pool({.spare = 1});
  engine_.On("POST /containers/*/start", Always(500, "{}"));
  EXPECT_FALSE(pool.Lease(kImage, {}).ok());
  engine_.AwaitRequests("POST /containers/*/start", 3);
  EXPECT_GE(pool.Counts().failed, 1U);
  engine_.On("POST /containers/*/start", Always(204, ""));
  while (pool.Counts().idle == 0) std::this_thread::yield();
}

TEST_F(HolderPoolTest, LeasesMayOutliveStop) {
  HolderPool& pool = Pool();
  {
    const Result<NetworkLease> lease = pool.Lease(kImage, {});
    pool.Stop();
    EXPECT_EQ(engine_.Count("DELETE /containers/c1"), 0U);
  }
  engine_.AwaitRequests("DELETE /containers/c1", 1);
}

}  // namespace
}  // namespace code_runner::execution
