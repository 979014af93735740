#include "model/execution_result.h"

#include <gtest/gtest.h>

namespace code_runner {
namespace {

TEST(ExecutionResultTest, StatusesHaveTheNamesOfTheContract) {
  EXPECT_STREQ(ToString(ExecutionStatus::kExited), "exited");
  EXPECT_STREQ(ToString(ExecutionStatus::kSignaled), "signaled");
  EXPECT_STREQ(ToString(ExecutionStatus::kTimedOut), "timed_out");
  EXPECT_STREQ(ToString(ExecutionStatus::kOutOfMemory), "out_of_memory");
  EXPECT_STREQ(ToString(ExecutionStatus::kCompileFailed), "compile_failed");
  EXPECT_STREQ(ToString(ExecutionStatus::kCancelled), "cancelled");
}

TEST(ExecutionResultTest, StartsHaveTheNamesOfTheContract) {
  EXPECT_STREQ(ToString(StartKind::kPrestarted), "prestarted");
  EXPECT_STREQ(ToString(StartKind::kWarm), "warm");
  EXPECT_STREQ(ToString(StartKind::kCold), "cold");
  EXPECT_STREQ(ToString(StartKind::kReused), "reused");
}

TEST(ExecutionResultTest, OutputIsTruncatedWhenThereWasMoreThanIsKept) {
  CapturedOutput output;
  EXPECT_FALSE(output.Truncated());
  ASSERT_TRUE(output.text.Append("abc"));
  output.bytes = 3;
  EXPECT_FALSE(output.Truncated());
  output.bytes = 4;
  EXPECT_TRUE(output.Truncated());
}

}  // namespace
}  // namespace code_runner
