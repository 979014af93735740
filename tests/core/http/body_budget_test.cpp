#include "http/body_budget.h"

#include <gtest/gtest.h>

namespace code_runner::http {
namespace {

constexpr std::size_t kFree = BodyBudget::kFreeBytes;

TEST(BodyBudgetTest, SmallBodiesAreFree) {
  BodyBudget budget(0);
  BodyBudget::Share share(budget);
  EXPECT_TRUE(share.Cover(kFree));
  EXPECT_FALSE(share.Cover(kFree + 1));
}

TEST(BodyBudgetTest, ASharesGrowthIsCountedOnce) {
  BodyBudget budget(10);
  BodyBudget::Share share(budget);
  EXPECT_TRUE(share.Cover(kFree + 5));
  EXPECT_TRUE(share.Cover(kFree + 5));
  EXPECT_TRUE(share.Cover(kFree + 10));
  EXPECT_FALSE(share.Cover(kFree + 11));
}

TEST(BodyBudgetTest, SharesTakeFromOneAnother) {
  BodyBudget budget(10);
  BodyBudget::Share first(budget);
  BodyBudget::Share second(budget);
  EXPECT_TRUE(first.Cover(kFree + 6));
  EXPECT_FALSE(second.Cover(kFree + 5));
  first.Release();
  EXPECT_TRUE(second.Cover(kFree + 10));
}

TEST(BodyBudgetTest, AMovedShareIsGivenBackOnce) {
  BodyBudget budget(10);
  BodyBudget::Share last(budget);
  {
    BodyBudget::Share first(budget);
    ASSERT_TRUE(first.Cover(kFree + 10));
    const BodyBudget::Share moved = std::move(first);
    EXPECT_FALSE(last.Cover(kFree + 1));
  }
  EXPECT_TRUE(last.Cover(kFree + 10));
  EXPECT_FALSE(BodyBudget::Share(budget).Cover(kFree + 1));
  last = BodyBudget::Share(budget);
  EXPECT_TRUE(last.Cover(kFree + 10));
}

}  // namespace
}  // namespace code_runner::http
