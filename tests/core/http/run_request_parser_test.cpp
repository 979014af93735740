#include "http/run_request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace code_runner::http {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

RequestFields Parsed(const std::string& body) {
  Result<RequestFields> fields = ParseRunRequest(body);
  EXPECT_TRUE(fields.ok()) << body;
  return fields ? *std::move(fields) : RequestFields();
}

// "body.timeout int_type"
std::vector<std::string> Violations(const std::string& body) {
  const Result<RequestFields> fields = ParseRunRequest(body);
  if (fields) return {};
  EXPECT_EQ(fields.error().code, ErrorCode::kInvalidRequest);
  std::vector<std::string> texts;
  for (const Violation& violation : fields.error().violations) {
    EXPECT_FALSE(violation.message.empty());
    std::string text;
    for (const std::string& name : violation.location) text += (text.empty() ? "" : ".") + name;
    texts.push_back(text + " " + violation.type);
  }
  return texts;
}

TEST(RunRequestParserTest, ReadsEveryField) {
  const RequestFields fields =
      Parsed(R"({"code":"c","image":"node","files":{"a":"x","b":{"content":"eQ==","encoding":"base64"},
      "c":{"content":"z","encoding":"utf-8"},"d":{"content":"w"}},"entrypoint":"sh x","timeout":5,"mem_limit":"1g","cpu_shares":2,
      "disk_limit":"1m","allow_network":false,"environment":{"A":"1"},"args":["p","q"],"stdin":"in","unknown":[]})");
  EXPECT_EQ(fields.code, "c");
  EXPECT_EQ(fields.image, "node");
  ASSERT_EQ(fields.files.size(), 4U);
  EXPECT_EQ(fields.files[0].content + fields.files[1].content + fields.files[2].content + fields.files[3].content,
            "xyzw");
  EXPECT_EQ(fields.entrypoint, "sh x");
  EXPECT_EQ(fields.timeout, 5);
  EXPECT_EQ(fields.mem_limit, "1g");
  EXPECT_EQ(fields.cpu_shares, 2);
  EXPECT_EQ(fields.disk_limit, "1m");
  EXPECT_EQ(fields.allow_network, false);
  EXPECT_THAT(fields.environment, ElementsAre(Pair("A", "1")));
  EXPECT_THAT(fields.args, ElementsAre("p", "q"));
  EXPECT_EQ(fields.stdin_text, "in");
}

TEST(RunRequestParserTest, NullIsTheDefault) {
  const RequestFields fields =
      Parsed(R"({"code":"","image":null,"files":null,"entrypoint":null,"timeout":null,"mem_limit":null,
      "cpu_shares":null,"disk_limit":null,"allow_network":null,"environment":null,"args":null,"stdin":null})");
  EXPECT_EQ(fields.image, "python");
  EXPECT_TRUE(fields.files.empty());
  EXPECT_FALSE(fields.entrypoint || fields.timeout || fields.mem_limit || fields.cpu_shares || fields.disk_limit ||
               fields.allow_network || fields.stdin_text);
}

TEST(RunRequestParserTest, TypesAreStrictAndAllViolationsAreTold) {
  EXPECT_THAT(
      Violations(R"({"code":1,"image":[],"files":[],"entrypoint":{},"timeout":"5","mem_limit":5,"cpu_shares":true,
                  "disk_limit":false,"allow_network":1,"environment":"A=1","args":"a","stdin":0})"),
      UnorderedElementsAre("body.code string_type", "body.image string_type", "body.files dict_type",
                           "body.entrypoint string_type", "body.timeout int_type", "body.mem_limit string_type",
                           "body.cpu_shares int_type", "body.disk_limit string_type", "body.allow_network bool_type",
                           "body.environment dict_type", "body.args list_type", "body.stdin string_type"));
}

TEST(RunRequestParserTest, MembersHaveTypesToo) {
  EXPECT_THAT(
      Violations(R"({"code":"","environment":{"A":1,"B":null},"args":["a",2],"files":{"f":1,"g":{},"h":{"content":2},
                  "i":{"content":"x","encoding":"latin-1"},"j":{"content":"%","encoding":"base64"},"k":{"content":"","encoding":1}}})"),
      UnorderedElementsAre("body.environment.A string_type", "body.environment.B string_type",
                           "body.args.1 string_type", "body.files.f string_type", "body.files.g.content missing",
                           "body.files.h.content string_type", "body.files.i.encoding value_error",
                           "body.files.j.content value_error", "body.files.k.encoding value_error"));
}

TEST(RunRequestParserTest, CodeIsRequired) {
  EXPECT_THAT(Violations("{}"), ElementsAre("body.code missing"));
  EXPECT_THAT(Violations(R"({"entrypoint":"true"})"), ElementsAre("body.code missing"));
  EXPECT_THAT(Violations(R"({"code":null})"), ElementsAre("body.code string_type"));
  EXPECT_THAT(Violations(""), ElementsAre("body missing"));
}

TEST(RunRequestParserTest, WhatIsNoJsonObjectIsRefused) {
  for (const char* body : {"[]", "1", "null", "\"x\"", "{", "{\"code\":\"\\ud800\"}", "{\"code\":\"\xFF\"}",
                           "{\"code\":\"\"} x", "{\"code\":\"\",\"x\":1e400}"}) {
    EXPECT_THAT(Violations(body), ElementsAre("body json_invalid")) << body;
  }
  EXPECT_THAT(Violations("{\"a\":" + std::string(100'000, '[')), ElementsAre("body json_invalid"));
}

TEST(RunRequestParserTest, Integers) {
  const auto timeout = [](const std::string& number) {
    return *Parsed("{\"code\":\"\",\"timeout\":" + number + "}").timeout;
  };
  EXPECT_EQ(timeout("5.0"), 5);
  EXPECT_EQ(timeout("5e1"), 50);
  EXPECT_EQ(timeout("-3"), -3);
  EXPECT_EQ(timeout("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(timeout("18446744073709551615"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(timeout("1e300"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(timeout("-1e300"), std::numeric_limits<std::int64_t>::min());
  EXPECT_THAT(Violations(R"({"code":"","timeout":5.5})"), ElementsAre("body.timeout int_type"));
}

TEST(RunRequestParserTest, TheLastOfEqualKeysCounts) {
  EXPECT_EQ(Parsed(R"({"code":"a","code":"b"})").code, "b");
}

TEST(RunRequestParserTest, CodeKeepsEveryCharacter) {
  EXPECT_EQ(Parsed(R"({"code":"a\u0000b\ud83d\ude00\n"})").code, std::string("a\0b\xF0\x9F\x98\x80\n", 8));
}

}  // namespace
}  // namespace code_runner::http
