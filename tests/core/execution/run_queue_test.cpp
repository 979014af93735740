#include "execution/run_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

namespace code_runner::execution {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kNeverExpires{600'000};

void AwaitWaiting(const RunQueue& queue, std::size_t count) {
  while (queue.Waiting() != count) std::this_thread::yield();
}

TEST(RunQueue, AdmitsInTheOrderOfArrival) {
  RunQueue queue({1, 10, kNeverExpires});
  std::optional<RunQueue::Slot> first(*queue.Enter({}));
  std::vector<int> order;  // only one at a time is in
  std::vector<std::jthread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] {
      const Result<RunQueue::Slot> slot = queue.Enter({});
      ASSERT_TRUE(slot.ok());
      order.push_back(i);
    });
    AwaitWaiting(queue, static_cast<std::size_t>(i) + 1);
  }
  first.reset();
  threads.clear();
  EXPECT_THAT(order, ::testing::ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(queue.Running(), 0U);
}

TEST(RunQueue, SendsAwayWhoDoesNotFit) {
  RunQueue queue({1, 0, kNeverExpires});
  const Result<RunQueue::Slot> slot = queue.Enter({});
  const Result<RunQueue::Slot> refused = queue.Enter({});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceExhausted);
  EXPECT_TRUE(refused.error().retry_after.has_value());
}

TEST(RunQueue, BoundsTheWait) {
  RunQueue queue({1, 1, milliseconds(1)});
  const Result<RunQueue::Slot> slot = queue.Enter({});
  EXPECT_EQ(queue.Enter({}).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(queue.Waiting(), 0U);
  EXPECT_EQ(queue.Running(), 1U);
}

TEST(RunQueue, ForgetsWhoGoesAway) {
  RunQueue queue({1, 10, kNeverExpires});
  std::optional<RunQueue::Slot> slot(*queue.Enter({}));
  std::stop_source gone;
  std::jthread waiter([&] { EXPECT_EQ(queue.Enter(gone.get_token()).error().code, ErrorCode::kCancelled); });
  AwaitWaiting(queue, 1);
  gone.request_stop();
  waiter.join();
  EXPECT_EQ(queue.Waiting(), 0U);
  slot.reset();
  EXPECT_EQ(queue.Running(), 0U);
}

TEST(RunQueue, SendsEverybodyAwayWhenClosed) {
  RunQueue queue({1, 10, kNeverExpires});
  std::optional<RunQueue::Slot> slot(*queue.Enter({}));
  std::jthread waiter([&] { EXPECT_EQ(queue.Enter({}).error().code, ErrorCode::kUnavailable); });
  AwaitWaiting(queue, 1);
  queue.Close();
  waiter.join();
  EXPECT_EQ(queue.Running(), 1U);
  slot.reset();
  EXPECT_EQ(queue.Running(), 0U);
  EXPECT_EQ(queue.Enter({}).error().code, ErrorCode::kUnavailable);
}

TEST(RunQueue, GivesASlotBackOnceHoweverOftenItMoves) {
  RunQueue queue({2, 0, kNeverExpires});
  {
    RunQueue::Slot first = *queue.Enter({});
    const RunQueue::Slot moved(std::move(first));
    EXPECT_EQ(queue.Running(), 1U);
  }
  EXPECT_EQ(queue.Running(), 0U);
}

TEST(RunQueue, NeverAdmitsTooMany) {
  RunQueue queue({3, 100, kNeverExpires});
  std::atomic<int> inside = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 100; ++turn) {
        const Result<RunQueue::Slot> slot = queue.Enter({});
        EXPECT_LE(++inside, 3);
        --inside;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(queue.Running(), 0U);
}

}  // namespace
}  // namespace code_runner::execution
