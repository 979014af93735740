#include "http/request_id.h"

#include <gtest/gtest.h>

namespace code_runner::http {
namespace {

TEST(RequestIdTest, FreshOnesDiffer) {
  EXPECT_EQ(MakeRequestId().size(), 32U);
  EXPECT_NE(MakeRequestId(), MakeRequestId());
}

TEST(RequestIdTest, KeepsSaneOnes) {
  EXPECT_EQ(ChooseRequestId("Az09._-"), "Az09._-");
  EXPECT_EQ(ChooseRequestId(std::string(128, 'a')), std::string(128, 'a'));
}

TEST(RequestIdTest, ReplacesOthers) {
  for (const std::string& id : {std::string(), std::string(129, 'a'), std::string("a b"), std::string("a\nb"),
                                std::string("\xC3\xA4"), std::string("a\0b", 3)}) {
    EXPECT_EQ(ChooseRequestId(id).size(), 32U) << id;
  }
}

}  // namespace
}  // namespace code_runner::http
