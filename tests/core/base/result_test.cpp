#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>

namespace code_runner {
namespace {

Result<std::unique_ptr<int>> Half(int number) {
  if (number % 2 != 0) return Error{ErrorCode::kBadRequest, "odd"};
  return std::make_unique<int>(number / 2);
}

TEST(ResultTest, HandsOutAValueThatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = Half(8);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(**result, 4);
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 4);
}

TEST(ResultTest, HandsOutTheError) {
  Result<std::unique_ptr<int>> result = Half(7);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kBadRequest);
  const Error taken = std::move(result).error();
  EXPECT_EQ(taken.message, "odd");
}

TEST(ResultTest, ReadingTheOtherSideThrows) {
  EXPECT_THROW((void)Half(7).value(), std::bad_variant_access);
  EXPECT_THROW((void)Half(8).error(), std::bad_variant_access);
}

TEST(ResultTest, ArrowReachesTheValue) {
  Result<std::string> text = std::string("abc");
  EXPECT_EQ(text->size(), 3U);
  text->push_back('d');
  EXPECT_EQ(*text, "abcd");
}

TEST(ResultTest, StatusIsGoodOrAnError) {
  EXPECT_TRUE(Ok());
  EXPECT_FALSE(Status(Error{ErrorCode::kInternal, "no"}));
}

}  // namespace
}  // namespace code_runner
