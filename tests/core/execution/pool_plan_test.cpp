#include "execution/pool_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

namespace code_runner::execution {
namespace {

using ::testing::ElementsAre;

constexpr PoolBounds kEnough{1000, 1'000'000};

ShapeWish Wish(std::size_t floor, std::size_t wanted, int asked = 0, std::uint64_t bytes = 10) {
  return {floor, wanted, bytes, std::chrono::steady_clock::time_point(std::chrono::seconds(asked))};
}

TEST(PoolPlan, GrantsEverythingWithinTheBounds) {
  EXPECT_THAT(PlanPool({}, kEnough), ElementsAre());
  EXPECT_THAT(PlanPool({Wish(2, 0), Wish(0, 5), Wish(2, 1), Wish(2, 3), Wish(0, 0)}, kEnough),
              ElementsAre(2, 5, 2, 3, 0));
}

TEST(PoolPlan, FloorsComeFirst) {
  EXPECT_THAT(PlanPool({Wish(0, 9, 5), Wish(3, 0, 1)}, {4, 1000}), ElementsAre(1, 3));
}

TEST(PoolPlan, EveryShapeGetsOneBeforeAnyGetsTwo) {
  EXPECT_THAT(PlanPool({Wish(0, 9, 1), Wish(0, 1, 2), Wish(0, 1, 3)}, {3, 1000}), ElementsAre(1, 1, 1));
  EXPECT_THAT(PlanPool({Wish(0, 9, 1), Wish(0, 1, 2), Wish(0, 1, 3)}, {2, 1000}), ElementsAre(0, 1, 1))
      << "those that were asked for last";
}

TEST(PoolPlan, TheRestIsSharedInProportion) {
  EXPECT_THAT(PlanPool({Wish(0, 20), Wish(0, 10)}, {15, 1000}), ElementsAre(10, 5));
}

TEST(PoolPlan, MemoryIsABoundToo) {
  EXPECT_THAT(PlanPool({Wish(0, 5)}, {1000, 39}), ElementsAre(3));
  EXPECT_THAT(PlanPool({Wish(2, 0, 0, 30)}, {1000, 39}), ElementsAre(1)) << "even for floors";
  EXPECT_THAT(PlanPool({Wish(0, 2, 2, 100), Wish(0, 2, 1, 10)}, {1000, 50}), ElementsAre(0, 2))
      << "what does not fit keeps nobody else out";
}

TEST(PoolPlan, NoSandboxesAtAll) {
  EXPECT_THAT(PlanPool({Wish(2, 5)}, {0, 1000}), ElementsAre(0));
}

}  // namespace
}  // namespace code_runner::execution
