#include "model/size.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace code_runner {
namespace {

struct GoodSize {
  const char* text;
  std::uint64_t bytes;
};

TEST(SizeTest, ReadsWhatPeopleWrite) {
  constexpr GoodSize kGood[] = {
      {"0", 0},
      {"65536", 65536},
      {"007", 7},
      {"12b", 12},
      {"12B", 12},
      {"262144k", 256ULL << 20},
      {"3K", 3ULL << 10},
      {"3kb", 3ULL << 10},
      {"3Kb", 3ULL << 10},
      {"256m", 256ULL << 20},
      {"256MB", 256ULL << 20},
      {"1g", 1ULL << 30},
      {"1gB", 1ULL << 30},
      {"9223372036854775807", 9223372036854775807ULL},
      {"9007199254740991k", 9007199254740991ULL << 10},
      {"8589934591g", 8589934591ULL << 30},
  };
  for (const GoodSize& good : kGood) EXPECT_EQ(ParseSize(good.text), good.bytes) << good.text;
}

TEST(SizeTest, RefusesEverythingElse) {
  for (const char* bad :
       {"",     "m",   "kb", "b",   "-1",  "+1",  "-0",   " 1m",      "1m ", "1 m",  "\t1", "1.5g", "1,5g",
        "0x10", "1e3", "1t", "1mm", "1kk", "1bb", "1mib", "1m,uid=0", "1m;", "1m\n", "m1",  "one",  "１m"}) {
    EXPECT_EQ(ParseSize(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(ParseSize(std::string_view("1m\0", 3)), std::nullopt);
}

TEST(SizeTest, RefusesWhatDoesNotFit63Bits) {
  for (const char* big : {"9223372036854775808", "18446744073709551615", "18446744073709551616", "9007199254740992k",
                          "8589934592g", "99999999999999999999999999m"}) {
    EXPECT_EQ(ParseSize(big), std::nullopt) << big;
  }
}

}  // namespace
}  // namespace code_runner
