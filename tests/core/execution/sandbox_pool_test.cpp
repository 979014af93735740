#include "execution/sandbox_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <optional>
#include <thread>

#include "core/execution/sandbox_engine.h"

namespace code_runner::execution {
namespace {

using std::chrono::milliseconds;
using testing::Always;
using testing::FakeAgent;
using testing::FakeConnection;
using testing::FakeRequest;

constexpr milliseconds kSoon{1};
constexpr milliseconds kNever{600'000};

class SandboxPoolTest : public ::testing::Test {
 protected:
  static SandboxShape Shape(const std::string& image = "sha256:x") {
    return {image, "alpha", "/work", "", 64 << 20, 512, 1 << 20, false};
  }
  void AwaitWaiting(const SandboxShape& shape, std::size_t count) {
    while (pool_.Waiting(shape) != count) std::this_thread::yield();
  }

  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
  SandboxNetwork network_{client_, "sandboxes"};
  SandboxReaper reaper_{client_, {"me", kNever}};
  ContainerLauncher launcher_{client_, reaper_};
  SandboxFactory factory_{client_, network_, launcher_, nullptr, {"me", 4.0, 128, ""}};
  SandboxPool pool_{factory_,
                    {.patience = milliseconds(0), .check_interval = kSoon, .pause_min = kSoon, .pause_max = kSoon}};
};

TEST_F(SandboxPoolTest, MakesColdOnesWhenNoneWait) {
  const Result<SandboxLease> lease = pool_.Acquire(Shape(), {});
  ASSERT_TRUE(lease.ok());
  EXPECT_EQ(lease->start, StartKind::kCold);
}

TEST_F(SandboxPoolTest, HandsOutWhatWaitsAndRefills) {
  pool_.Keep(Shape(), 2);
  pool_.Start();
  AwaitWaiting(Shape(), 2);
  const Result<SandboxLease> lease = pool_.Acquire(Shape(), {});
  ASSERT_TRUE(lease.ok());
  EXPECT_EQ(lease->start, StartKind::kWarm);
  engine_.AwaitRequests("POST /containers/create", 3);
  AwaitWaiting(Shape(), 2);
  EXPECT_EQ(pool_.Acquire(Shape("sha256:y"), {})->start, StartKind::kCold);
}

TEST_F(SandboxPoolTest, ReplacesTheDead) {
  engine_.OnAgent([](FakeAgent& agent) { agent.SayReady(); });  // and gone
  pool_.Keep(Shape(), 1);
  pool_.Start();
  engine_.AwaitRequests("POST /containers/create", 3);
}

TEST_F(SandboxPoolTest, NeverHandsOutTheDead) {
  SandboxPool pool(factory_, {.check_interval = kNever});
  pool.Keep(Shape(), 1);
  pool.Start();
  while (pool.Waiting(Shape()) == 0) std::this_thread::yield();
  engine_.Stop();
  engine_.Start();
  engine_.OnConnection("POST /containers/*/attach", [](const FakeRequest&, FakeConnection& connection) {
    connection.Upgrade();
    connection.ReadUntilClosed();
  });
  const Result<SandboxLease> lease = pool.Acquire(Shape(), {});
  ASSERT_TRUE(lease.ok());
  EXPECT_EQ(lease->start, StartKind::kCold);
}

TEST_F(SandboxPoolTest, DropsOtherShapesOfTheRuntime) {
  pool_.Keep(Shape("sha256:old"), 1);
  pool_.Start();
  AwaitWaiting(Shape("sha256:old"), 1);
  pool_.Keep(Shape("sha256:new"), 1);
  EXPECT_EQ(pool_.Waiting(Shape("sha256:old")), 0U);
  AwaitWaiting(Shape("sha256:new"), 1);
  pool_.Keep(Shape("sha256:new"), 0);
  EXPECT_EQ(pool_.Waiting(Shape("sha256:new")), 0U);
}

TEST_F(SandboxPoolTest, GoesOnAfterFailures) {
  engine_.On("POST /containers/*/start", Always(500, "{}"));
  pool_.Keep(Shape(), 1);
  pool_.Start();
  engine_.AwaitRequests("POST /containers/*/start", 3);
  engine_.On("POST /containers/*/start", Always(204, ""));
  AwaitWaiting(Shape(), 1);
}

TEST_F(SandboxPoolTest, PausesAfterAFailureUntilToldAnew) {
  SandboxPool pool(factory_, {.check_interval = kSoon, .pause_min = kNever, .pause_max = kNever});
  engine_.On("POST /containers/create", Always(500, "{}"));
  pool.Keep(Shape(), 1);
  pool.Start();
  engine_.AwaitRequests("POST /containers/create", 1);
  pool.Keep(Shape("sha256:y"), 1);
  engine_.AwaitRequests("POST /containers/create", 2);
  pool.Stop();
  EXPECT_EQ(engine_.Count("POST /containers/create"), 2U);
}

TEST_F(SandboxPoolTest, StopsWhileAnAgentIsSilent) {
  engine_.OnAgent([](FakeAgent& agent) { agent.Connection().ReadUntilClosed(); });
  pool_.Keep(Shape(), 1);
  pool_.Start();
  engine_.AwaitRequests("POST /containers/*/start", 1);
  const auto start = std::chrono::steady_clock::now();
  pool_.Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));  // its timeout is 15
  EXPECT_EQ(pool_.Waiting(Shape()), 0U);
  EXPECT_EQ(pool_.Acquire(Shape(), {})->start, StartKind::kCold);
}

TEST_F(SandboxPoolTest, AcquiresWhileARefillHangs) {
  std::atomic<int> created = 0;
  engine_.OnConnection("POST /containers/*/start", [&](const FakeRequest&, FakeConnection& connection) {
    if (created++ == 0) return connection.ReadUntilClosed();
    connection.Respond({204, ""}, "1.41");
  });
  SandboxPool pool(factory_, {.hand_over_wait = kSoon});
  pool.Keep(Shape(), 1);
  pool.Start();
  engine_.AwaitRequests("POST /containers/*/start", 1);
  EXPECT_TRUE(pool.Acquire(Shape(), {}).ok());
}

TEST_F(SandboxPoolTest, HandsOverWhatIsBeingMade) {
  std::latch asked(1);
  engine_.OnConnection("POST /containers/*/start", [&](const FakeRequest&, FakeConnection& connection) {
    asked.wait();
    connection.Respond({204, ""}, "1.41");
  });
  SandboxPool pool(factory_, {.hand_over_wait = kNever});
  pool.Keep(Shape(), 1);
  pool.Start();
  engine_.AwaitRequests("POST /containers/*/start", 1);
  std::jthread later([&] {
    while (pool.Counts().expecting == 0) std::this_thread::yield();
    asked.count_down();
  });
  const Result<SandboxLease> lease = pool.Acquire(Shape(), {});
  ASSERT_TRUE(lease.ok());
  EXPECT_EQ(lease->start, StartKind::kWarm);
  EXPECT_EQ(pool.Counts().handed_over, 1U);
}

TEST_F(SandboxPoolTest, MakesItsOwnWhenWhatIsBeingMadeFails) {
  std::atomic<int> started = 0;
  engine_.On("POST /containers/*/start", [&](const FakeRequest&) {
    return started++ == 0 ? testing::FakeResponse{500, "{}"} : testing::FakeResponse{204, ""};
  });
  SandboxPool pool(factory_, {.hand_over_wait = kNever, .pause_min = kNever, .pause_max = kNever});
  pool.Keep(Shape(), 1);
  pool.Start();
  engine_.AwaitRequests("POST /containers/*/start", 1);
  EXPECT_TRUE(pool.Acquire(Shape(), {}).ok());
}

TEST_F(SandboxPoolTest, LearnsWhatIsAskedForAgain) {
  SandboxPool pool(factory_, {.burst = kNever});
  pool.Start();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(pool.Acquire(Shape(), {}).ok());
  while (pool.Waiting(Shape()) != 2) std::this_thread::yield();
  EXPECT_EQ(pool.Acquire(Shape(), {})->start, StartKind::kWarm);
  const PoolCounts counts = pool.Counts();
  EXPECT_GE(counts.warm, 1U);
  EXPECT_GE(counts.refilled, 2U);
  EXPECT_EQ(counts.shapes, 1U);
}

TEST_F(SandboxPoolTest, LetsARunThatHasJustBegunHaveTheProcessors) {
  SandboxPool pool(factory_, {.processors = 2, .patience = kNever, .check_interval = kSoon});
  pool.Keep(Shape(), 1);
  pool.Start();
  while (pool.Waiting(Shape()) != 1) std::this_thread::yield();
  std::optional<Result<SandboxLease>> lease = pool.Acquire(Shape(), {});
  EXPECT_EQ((*lease)->start, StartKind::kWarm);
  engine_.AwaitRequests("POST /containers/create", 1);
  std::this_thread::sleep_for(milliseconds(50));  // nothing tells that something does not happen
  EXPECT_EQ(pool.Counts().making + pool.Waiting(Shape()), 0U);
  lease.reset();
  while (pool.Waiting(Shape()) != 1) std::this_thread::yield();
}

TEST_F(SandboxPoolTest, RefillsBesideARunWhereThereAreProcessors) {
  SandboxPool pool(factory_, {.processors = 4, .patience = kNever});
  pool.Keep(Shape(), 1);
  pool.Start();
  while (pool.Waiting(Shape()) != 1) std::this_thread::yield();
  const Result<SandboxLease> lease = pool.Acquire(Shape(), {});
  while (pool.Waiting(Shape()) != 1) std::this_thread::yield();
}

TEST_F(SandboxPoolTest, RefillsInTheEndHoweverManyRunsBegin) {
  SandboxPool pool(factory_, {.processors = 2, .patience = milliseconds(50), .check_interval = kNever});
  pool.Keep(Shape(), 1);
  pool.Start();
  while (pool.Waiting(Shape()) != 1) std::this_thread::yield();
  const auto begin = [&pool](const SandboxShape& shape) {
    return std::make_unique<Result<SandboxLease>>(pool.Acquire(shape, {}));
  };
  auto run = begin(Shape());
  while (pool.Waiting(Shape()) != 1) {
    run = begin(Shape("sha256:y"));  // before the other ends
    std::this_thread::sleep_for(kSoon);
  }
}

TEST_F(SandboxPoolTest, ForgetsWhatNobodyAsksForAnyMore) {
  SandboxPool pool(factory_, {.idle_timeout = milliseconds(50), .check_interval = kSoon});
  pool.Start();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.Acquire(Shape(), {}).ok());
  while (pool.Counts().shapes > 0) std::this_thread::yield();
  EXPECT_EQ(pool.Waiting(Shape()), 0U);
}

TEST_F(SandboxPoolTest, NeverHasMoreThanItMay) {
  SandboxPool pool(factory_, {.bounds = {.sandboxes_max = 3}, .refills_max = 4, .check_interval = kSoon});
  pool.Keep(Shape(), 2);
  pool.Start();
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(pool.Acquire(Shape("sha256:y"), {}).ok());
  while (pool.Waiting(Shape()) != 2 || pool.Waiting(Shape("sha256:y")) != 1) {
    EXPECT_LE(pool.Waiting(Shape()) + pool.Waiting(Shape("sha256:y")), 3U);
  }
}

TEST_F(SandboxPoolTest, WithoutAPoolEverythingIsCold) {
  SandboxPool pool(factory_, {.bounds = {.sandboxes_max = 0}});
  pool.Keep(Shape(), 2);
  pool.Start();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pool.Acquire(Shape(), {})->start, StartKind::kCold);
  EXPECT_EQ(pool.Counts().cold, 3U);
}

TEST_F(SandboxPoolTest, IsWholeAgainSoonAfterTheEngineWasAway) {
  pool_.Keep(Shape(), 2);
  pool_.Start();
  AwaitWaiting(Shape(), 2);
  engine_.Stop();
  AwaitWaiting(Shape(), 0);
  engine_.Start();
  AwaitWaiting(Shape(), 2);
}

}  // namespace
}  // namespace code_runner::execution
