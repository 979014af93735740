#include "execution/used_sandboxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "core/execution/sandbox_engine.h"
#include "execution/sandbox_factory.h"

namespace code_runner::execution {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::FakeAgent;

constexpr milliseconds kNever{600'000};

// Says that it is ready, and again whenever it is asked for the next run.
void ServeMany(FakeAgent& agent) {
  agent.SayReady();
  while (const auto frame = agent.Next()) {
    if (frame->type == agent::FrameType::kNext) agent.SayReady();
  }
}

class UsedSandboxesTest : public ::testing::Test {
 protected:
  void SetUp() override { engine_.OnAgent(ServeMany); }

  static SandboxShape Shape(bool network = false) {
    return {"sha256:x", "alpha", "/work", "", 64 << 20, 512, 1 << 20, network};
  }
  // One that has just served a run.
  Sandbox Used(bool takes_another = true) {
    Result<Sandbox> sandbox = factory_.Create(Shape(), {});
    EXPECT_TRUE(sandbox->AwaitReady(std::chrono::steady_clock::now() + kNever, {}).ok());
    if (takes_another) sandbox->MarkTakesAnother();
    return *std::move(sandbox);
  }

  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
  SandboxNetwork network_{client_, "sandboxes"};
  SandboxReaper reaper_{client_, {"me", kNever}};
  ContainerLauncher launcher_{client_, reaper_};
  SandboxFactory factory_{client_, network_, launcher_, nullptr, {"me", 4.0, 128, ""}};
};

TEST_F(UsedSandboxesTest, GivesASandboxBackToItsCaller) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  used.Put(Shape(), "a", Used());
  EXPECT_EQ(used.Waiting(), 1U);
  EXPECT_FALSE(used.Take(Shape(), "b", {}));
  const std::optional<Sandbox> taken = used.Take(Shape(), "a", {});
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->Runs(), 1U);
  EXPECT_FALSE(taken->TakesAnother());
  EXPECT_FALSE(used.Take(Shape(), "a", {}));
}

TEST_F(UsedSandboxesTest, GivesItToAnybodyWhenItMay) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Shape(), "a", Used());
  EXPECT_TRUE(used.Take(Shape(), "b", {}));
}

TEST_F(UsedSandboxesTest, WithNetworkOnlyToTheSame) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Shape(true), "a", Used());
  EXPECT_FALSE(used.Take(Shape(true), "b", {}));
  EXPECT_TRUE(used.Take(Shape(true), "a", {}));
}

TEST_F(UsedSandboxesTest, GivesOnlyTheRightShape) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Shape(), "a", Used());
  SandboxShape larger = Shape();
  larger.memory_bytes *= 2;
  EXPECT_FALSE(used.Take(larger, "a", {}));
}

TEST_F(UsedSandboxesTest, KeepsNoneWhenNoneIsToBeReused) {
  UsedSandboxes used({});
  used.Put(Shape(), "a", Used());
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsNoneThatTakesNoOther) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Shape(), "a", Used(false));
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsNoneThatHasServedOftenEnough) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller, .runs_max = 2});
  used.Put(Shape(), "a", Used());
  std::optional<Sandbox> taken = used.Take(Shape(), "a", {});
  ASSERT_TRUE(taken);
  taken->MarkTakesAnother();
  used.Put(Shape(), "a", *std::move(taken));
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsNoneThatIsOldEnough) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller, .age_max = seconds(0)});
  used.Put(Shape(), "a", Used());
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsABoundedNumber) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .sandboxes_max = 2});
  for (const char* caller : {"a", "b", "c"}) used.Put(Shape(), caller, Used());
  EXPECT_EQ(used.Waiting(), 2U);
  EXPECT_FALSE(used.Take(Shape(), "a", {})) << "it had waited longest";
}

TEST_F(UsedSandboxesTest, LetsGoOfTheIdle) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .idle_max = seconds(0), .check_interval = milliseconds(1)});
  used.Put(Shape(), "a", Used());
  used.Start();
  while (used.Waiting() > 0) std::this_thread::yield();
}

TEST_F(UsedSandboxesTest, LetsGoOfAllWhenItStops) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  used.Start();
  used.Put(Shape(), "a", Used());
  used.Stop();
  EXPECT_EQ(used.Waiting(), 0U);
  used.Put(Shape(), "a", Used());
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, NeverHandsOutTheDead) {
  engine_.OnAgent([](FakeAgent& agent) {
    agent.SayReady();
    agent.Next();  // `hello`
    agent.Next();  // `next`, and gone
  });
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  used.Put(Shape(), "a", Used());
  EXPECT_FALSE(used.Take(Shape(), "a", {}));
}

TEST_F(UsedSandboxesTest, NeverHandsOutOneThatSpeaksUnasked) {
  std::latch spoken(1);
  engine_.OnAgent([&](FakeAgent& agent) {
    agent.SayReady();
    agent.Next();
    agent.Next();
    agent.SayReady();
    agent.Send(agent::FrameType::kStdout, "surprise");
    spoken.count_down();
    agent.Connection().ReadUntilClosed();
  });
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  used.Put(Shape(), "a", Used());
  spoken.wait();
  EXPECT_FALSE(used.Take(Shape(), "a", {}));
}

}  // namespace
}  // namespace code_runner::execution
