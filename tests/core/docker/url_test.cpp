#include "docker/url.h"

#include <gtest/gtest.h>

namespace code_runner::docker {
namespace {

TEST(PercentEncode, LeavesOnlyUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("azAZ09-._~"), "azAZ09-._~");
  EXPECT_EQ(PercentEncode("a/b?c#d&e=f g%h:1"), "a%2Fb%3Fc%23d%26e%3Df%20g%25h%3A1");
  EXPECT_EQ(PercentEncode(std::string("\0\r\n\xff", 4)), "%00%0D%0A%FF");
}

TEST(WithQuery, EncodesValues) {
  EXPECT_EQ(WithQuery("/build", {}), "/build");
  EXPECT_EQ(WithQuery("/build", {{"t", "a:1"}, {"rm", "1"}}), "/build?t=a%3A1&rm=1");
}

TEST(ToFilters, MakesJson) {
  EXPECT_EQ(ToFilters({{"label", {"a=b", "quote\"d"}}, {"type", {}}}), R"({"label":["a=b","quote\"d"],"type":[]})");
}

}  // namespace
}  // namespace code_runner::docker
