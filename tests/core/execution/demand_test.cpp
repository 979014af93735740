#include "execution/demand.h"

#include <gtest/gtest.h>

namespace code_runner::execution {
namespace {

using namespace std::chrono_literals;

class DemandTest : public ::testing::Test {
 protected:
  void Ask(int times, Demand::Duration pause) {
    for (int i = 0; i < times; ++i) demand_.Note(now_ += pause);
  }
  std::size_t WantedIn(Demand::Duration time) const { return demand_.Wanted(now_ + time); }

  Demand::Time now_{1000h};
  Demand demand_{500ms, 60s};
};

TEST_F(DemandTest, NothingIsWantedThatWasAskedForOnce) {
  EXPECT_EQ(WantedIn(0s), 0U);
  Ask(1, 0s);
  EXPECT_EQ(WantedIn(0s), 0U);
}

TEST_F(DemandTest, OneIsWantedByWhoComesAgainAndAgain) {
  Ask(2, 10s);
  EXPECT_EQ(WantedIn(0s), 1U);
  Ask(20, 10s);
  EXPECT_EQ(WantedIn(0s), 1U);
}

TEST_F(DemandTest, AsManyAreWantedAsComeAtOnce) {
  Ask(8, 1ms);
  EXPECT_EQ(WantedIn(0s), 8U);
}

TEST_F(DemandTest, AsManyAreWantedAsComeWhileOneIsMade) {
  Ask(100, 100ms);
  EXPECT_GE(WantedIn(0s), 5U);
  EXPECT_LE(WantedIn(0s), 7U);
}

TEST_F(DemandTest, BurstsAreForgottenByAndBy) {
  Ask(8, 1ms);
  EXPECT_EQ(WantedIn(60s), 4U);
  EXPECT_EQ(WantedIn(120s), 2U);
  EXPECT_EQ(WantedIn(180s), 1U);
  EXPECT_EQ(WantedIn(600s), 0U);
}

TEST_F(DemandTest, ASmallerBurstDoesNotUndoALargerOne) {
  Ask(8, 1ms);
  Ask(3, 1s);
  EXPECT_EQ(WantedIn(0s), 8U);
}

}  // namespace
}  // namespace code_runner::execution
