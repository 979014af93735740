#include "http/json_text.h"

#include <Poco/JSON/Array.h>
#include <gtest/gtest.h>

namespace code_runner::http {
namespace {

TEST(JsonTextTest, TakesObjectsAndLists) {
  for (const char* text :
       {"{}", "[]", "[1,-2.5e3,0,-0.1E+2,true,false,null,\"x\"]", R"({"a":{"b":[{}]}})", " { } \n", "[ 1 , 2 ]",
        R"(["\ud83d\ude00\u00e4\"\\\/\b\f\n\r\t"])", "[\"h\xC3\xA4\"]", R"({"a" : 1})"}) {
    EXPECT_TRUE(ParseJson(text)) << text;
  }
}

TEST(JsonTextTest, RefusesEverythingElse) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[1",
                           "[1,]",
                           "[,1]",
                           "{\"a\":1,}",
                           "{\"a\"}",
                           "{\"a\" 1}",
                           "{a:1}",
                           "{'a':1}",
                           "{} x",
                           "{}{}",
                           "[01]",
                           "[+1]",
                           "[.5]",
                           "[1.]",
                           "[1e]",
                           "[-]",
                           "[NaN]",
                           "[Infinity]",
                           "[nul]",
                           "[\"a]",
                           "[\"\t\"]",
                           "[\"\\x\"]",
                           R"(["\u12"])",
                           R"(["\ud800"])",
                           R"(["\udc00"])",
                           R"(["\ud800\u0041"])",
                           R"(["\uD800\uD800"])",
                           "[\"\xFF\"]",
                           "[\"\xC0\xAF\"]",
                           "[\"\xED\xA0\x80\"]",
                           "[\"\xC3\"]",
                           "/* */ {}",
                           "{} // x",
                           "[1}",
                           "{\"a\":1]",
                           "[1 2]"}) {
    EXPECT_FALSE(ParseJson(text)) << text;
  }
}

TEST(JsonTextTest, DepthIsBounded) {
  EXPECT_TRUE(ParseJson(std::string(kJsonDepthMax, '[') + std::string(kJsonDepthMax, ']')));
  EXPECT_FALSE(ParseJson(std::string(kJsonDepthMax + 1, '[') + std::string(kJsonDepthMax + 1, ']')));
  EXPECT_FALSE(ParseJson(std::string(1'000'000, '[')));
}

TEST(JsonTextTest, KeepsNulCharacters) {
  const auto list = ParseJson(R"(["a\u0000b"])")->extract<Poco::JSON::Array::Ptr>();
  EXPECT_EQ(list->getElement<std::string>(0), std::string("a\0b", 3));
}

TEST(JsonTextTest, NumbersMustFit) {
  EXPECT_FALSE(ParseJson("[123456789012345678901234567890]"));
  EXPECT_FALSE(ParseJson("[1e400]"));
}

}  // namespace
}  // namespace code_runner::http
