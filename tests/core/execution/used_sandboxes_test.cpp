#include "execution/used_sandboxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

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
  static SandboxWish Wish(const std::string& caller, bool network = false) { return {Shape(network), caller}; }
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
  used.Put(Wish("a"), Used());
  EXPECT_EQ(used.Waiting(), 1U);
  EXPECT_FALSE(used.Take(Wish("b"), {}).sandbox);
  const std::optional<Sandbox> taken = used.Take(Wish("a"), {}).sandbox;
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->Runs(), 1U);
  EXPECT_FALSE(taken->TakesAnother());
  EXPECT_FALSE(used.Take(Wish("a"), {}).sandbox);
}

TEST_F(UsedSandboxesTest, GivesItToAnybodyWhenItMay) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Wish("a"), Used());
  EXPECT_TRUE(used.Take(Wish("b"), {}).sandbox);
}

TEST_F(UsedSandboxesTest, WithNetworkOnlyToTheSame) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Wish("a", true), Used());
  EXPECT_FALSE(used.Take(Wish("b", true), {}).sandbox);
  EXPECT_TRUE(used.Take(Wish("a", true), {}).sandbox);
}

TEST_F(UsedSandboxesTest, GivesOnlyTheRightShape) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Wish("a"), Used());
  SandboxWish larger = Wish("a");
  larger.shape.memory_bytes *= 2;
  EXPECT_FALSE(used.Take(larger, {}).sandbox);
}

TEST_F(UsedSandboxesTest, PreparesTheNextCellAsTheLastRunWantedIt) {
  std::vector<bool> asked;
  std::latch seen(2);
  engine_.OnAgent([&](FakeAgent& agent) {
    agent.SayReady();
    while (const auto frame = agent.Next()) {
      if (frame->type != agent::FrameType::kNext) continue;
      const Result<agent::NextMessage> next = agent::DecodeNext(frame->payload);
      ASSERT_TRUE(next.ok());
      asked.push_back(next->prestart);
      agent.SayReady();
      seen.count_down();
    }
  });
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  SandboxWish wish = Wish("a");
  for (const bool prestart : {true, false}) {
    wish.prestart = prestart;
    used.Put(wish, Used());
  }
  seen.wait();
  EXPECT_THAT(asked, ::testing::UnorderedElementsAre(true, false));
}

TEST_F(UsedSandboxesTest, TakesAPreparedOneFirstIfThatIsOfUse) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  SandboxWish prepared = Wish("a");
  prepared.prestart = true;
  Sandbox first = Used();
  Sandbox second = Used();
  const std::string first_id = first.Id();
  used.Put(prepared, std::move(first));
  used.Put(Wish("a"), std::move(second));
  const UsedSandboxes::Taken taken = used.Take(prepared, {});
  ASSERT_TRUE(taken.sandbox);
  EXPECT_EQ(taken.sandbox->Id(), first_id);
}

TEST_F(UsedSandboxesTest, HandsOneThatComesBackToTheFirstWhoWaits) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .patience = kNever, .return_wait_max = kNever});
  Sandbox sandbox = Used();
  const std::string id = sandbox.Id();
  std::optional<UsedSandboxes::Taken> first = used.Take(Wish("a"), {});  // none: it gets one from elsewhere
  EXPECT_FALSE(first->sandbox);
  std::jthread run([&] {
    used.Put(Wish("a"), std::move(sandbox));
    first.reset();
  });
  const UsedSandboxes::Taken second = used.Take(Wish("a"), {});
  ASSERT_TRUE(second.sandbox);
  EXPECT_EQ(second.sandbox->Id(), id);
}

TEST_F(UsedSandboxesTest, WaitsOnlyWhileItsKindKeepsTheProcessorsBusy) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .busy = 2, .patience = kNever, .return_wait_max = kNever});
  const UsedSandboxes::Taken other = used.Take(Wish("b"), {});
  const UsedSandboxes::Taken first = used.Take(Wish("a"), {});
  EXPECT_FALSE(used.Take(Wish("a"), {}).sandbox);
}

TEST_F(UsedSandboxesTest, ARunThatEndsWithoutItsSandboxEndsTheWait) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .patience = kNever, .return_wait_max = kNever});
  std::optional<UsedSandboxes::Taken> first = used.Take(Wish("a"), {});
  std::jthread run([&] { first.reset(); });
  EXPECT_FALSE(used.Take(Wish("a"), {}).sandbox);
}

TEST_F(UsedSandboxesTest, PatienceEnds) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .patience = milliseconds(1), .return_wait_max = kNever});
  const UsedSandboxes::Taken first = used.Take(Wish("a"), {});
  EXPECT_FALSE(used.Take(Wish("a"), {}).sandbox);
}

TEST_F(UsedSandboxesTest, StopEndsTheWait) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .patience = kNever, .return_wait_max = kNever});
  const UsedSandboxes::Taken first = used.Take(Wish("a"), {});
  std::stop_source stop;
  std::jthread client([&] { stop.request_stop(); });
  EXPECT_FALSE(used.Take(Wish("a"), stop.get_token()).sandbox);
}

TEST_F(UsedSandboxesTest, ARunThatIsGivenUpLeavesTheSandboxToOthers) {
  engine_.OnAgent([](FakeAgent& agent) {
    agent.SayReady();
    agent.Connection().ReadUntilClosed();  // never ready for another
  });
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .renewal_timeout = kNever});
  used.Put(Wish("a"), Used());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(used.Take(Wish("a"), stop.get_token()).sandbox);
  EXPECT_EQ(used.Waiting(), 1U);
}

TEST_F(UsedSandboxesTest, KeepsNoneWhenNoneIsToBeReused) {
  UsedSandboxes used({});
  used.Put(Wish("a"), Used());
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsNoneThatTakesNoOther) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller});
  used.Put(Wish("a"), Used(false));
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsNoneThatHasServedOftenEnough) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller, .runs_max = 2});
  used.Put(Wish("a"), Used());
  std::optional<Sandbox> taken = used.Take(Wish("a"), {}).sandbox;
  ASSERT_TRUE(taken);
  taken->MarkTakesAnother();
  used.Put(Wish("a"), *std::move(taken));
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsNoneThatIsOldEnough) {
  UsedSandboxes used({.reuse = SandboxReuse::kAnyCaller, .age_max = seconds(0)});
  used.Put(Wish("a"), Used());
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, KeepsABoundedNumber) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .sandboxes_max = 2});
  for (const char* caller : {"a", "b", "c"}) used.Put(Wish(caller), Used());
  EXPECT_EQ(used.Waiting(), 2U);
  EXPECT_FALSE(used.Take(Wish("a"), {}).sandbox) << "it had waited longest";
}

TEST_F(UsedSandboxesTest, LetsGoOfTheIdle) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller, .idle_max = seconds(0), .check_interval = milliseconds(1)});
  used.Put(Wish("a"), Used());
  used.Start();
  while (used.Waiting() > 0) std::this_thread::yield();
}

TEST_F(UsedSandboxesTest, LetsGoOfAllWhenItStops) {
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  used.Start();
  used.Put(Wish("a"), Used());
  used.Stop();
  EXPECT_EQ(used.Waiting(), 0U);
  used.Put(Wish("a"), Used());
  EXPECT_EQ(used.Waiting(), 0U);
}

TEST_F(UsedSandboxesTest, NeverHandsOutTheDead) {
  engine_.OnAgent([](FakeAgent& agent) {
    agent.SayReady();
    agent.Next();  // `hello`
    agent.Next();  // `next`, and gone
  });
  UsedSandboxes used({.reuse = SandboxReuse::kSameCaller});
  used.Put(Wish("a"), Used());
  EXPECT_FALSE(used.Take(Wish("a"), {}).sandbox);
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
  used.Put(Wish("a"), Used());
  spoken.wait();
  EXPECT_FALSE(used.Take(Wish("a"), {}).sandbox);
}

}  // namespace
}  // namespace code_runner::execution
