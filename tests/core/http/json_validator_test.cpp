#include "http/json_validator.h"

#include <gtest/gtest.h>

#include <string>

namespace code_runner::http {
namespace {

TEST(JsonValidatorTest, TakesJson) {
  for (const char* text :
       {"{}", "[]", "[1,-2.5e3,0,-0.1E+2,true,false,null,\"x\"]", R"({"a":{"b":[{}]}})", " { } \n", "[ 1 , 2 ]",
        R"(["\ud83d\ude00\u00e4\"\\\/\b\f\n\r\t"])", "[\"h\xC3\xA4\"]", R"({"a" : 1})", R"({"a\\u0000":"\u0000"})"}) {
    EXPECT_TRUE(IsJson(text)) << text;
  }
  for (const char* text : {"1", "-0.5", " true ", "null", R"("text")", "123456789012345678901234567890", "1e400"}) {
    EXPECT_TRUE(IsJson(text)) << text;
  }
}

TEST(JsonValidatorTest, RefusesEverythingElse) {
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
                           R"({"a\u0000b":1})",
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
    EXPECT_FALSE(IsJson(text)) << text;
  }
  for (const char* text : {"01", "1 2", "1,2", "-", "tru", "truex", "\"", "\xEF\xBB\xBF{}"})
    EXPECT_FALSE(IsJson(text)) << text;
  EXPECT_FALSE(IsJson(std::string_view("1\0", 2)));
}

TEST(JsonValidatorTest, DepthIsBounded) {
  EXPECT_TRUE(IsJson(std::string(kJsonDepthMax, '[') + std::string(kJsonDepthMax, ']')));
  EXPECT_TRUE(IsJson(std::string(kJsonDepthMax, '[') + "1" + std::string(kJsonDepthMax, ']')));
  EXPECT_FALSE(IsJson(std::string(kJsonDepthMax + 1, '[') + std::string(kJsonDepthMax + 1, ']')));
  EXPECT_FALSE(IsJson(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace code_runner::http
