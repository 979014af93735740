#include "base/log_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace code_runner {
namespace {

using std::string_literals::operator""s;

std::string Value(std::string_view text) {
  const std::string line = FormatLogLine(LogFormat::kText, "T", LogLevel::kInfo, "e", {{"k", text}});
  const std::string begin = "T level=info event=e k=";
  EXPECT_TRUE(line.starts_with(begin)) << line;
  EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
  return line.substr(begin.size(), line.size() - begin.size() - 1);
}

TEST(LogLineTest, OneEventIsOneLine) {
  EXPECT_EQ(FormatLogLine(LogFormat::kText, "2026-01-02T03:04:05.678Z", LogLevel::kError, "run_failed",
                          {{"run", "r1"}, {"code", 7}, {"time", 0.25}, {"why", std::string("no space left")}}),
            "2026-01-02T03:04:05.678Z level=error event=run_failed run=r1 code=7 time=0.25 why=\"no space left\"\n");
}

TEST(LogLineTest, ValuesAreQuotedWhereTheyMust) {
  EXPECT_EQ(Value("plain-text_1.2:3/4"), "plain-text_1.2:3/4");
  EXPECT_EQ(Value("Zürich"), "Zürich");
  EXPECT_EQ(Value(""), "\"\"");
  EXPECT_EQ(Value("a b"), "\"a b\"");
  EXPECT_EQ(Value("a=b"), "\"a=b\"");
  EXPECT_EQ(Value("say \"hi\""), R"("say \"hi\"")");
  EXPECT_EQ(Value("back\\slash"), R"("back\\slash")");
}

TEST(LogLineTest, NoValueForgesALineOrAField) {
  EXPECT_EQ(Value("x\nT level=error event=forged"), R"("x\nT level=error event=forged")");
  EXPECT_EQ(Value("x\r\ty"), R"("x\r\ty")");
  EXPECT_EQ(Value("\" forged=1"), R"("\" forged=1")");
  EXPECT_EQ(Value("a\0b\x1b[2J\x7f"s), R"("a\x00b\x1b[2J\x7f")");
}

TEST(LogLineTest, EventsAreEscapedToo) {
  EXPECT_EQ(FormatLogLine(LogFormat::kText, "T", LogLevel::kDebug, "a\nb", {}), "T level=debug event=\"a\\nb\"\n");
}

TEST(LogLineTest, NumbersAreWrittenInFull) {
  EXPECT_EQ(FormatLogLine(LogFormat::kText, "T", LogLevel::kWarning, "e",
                          {{"n", std::numeric_limits<std::int64_t>::min()}, {"b", true}}),
            "T level=warning event=e n=-9223372036854775808 b=1\n");
}

TEST(LogLineTest, LongTextsAreCut) {
  const std::string longest(4096, 'a');
  EXPECT_EQ(Value(longest), longest);
  EXPECT_EQ(Value(longest + "b"), longest + "...");
  EXPECT_EQ(Value("a " + longest), "\"a " + longest.substr(2) + "...\"");
}

std::string Json(std::string_view text) {
  const std::string line = FormatLogLine(LogFormat::kJson, "T", LogLevel::kInfo, "e", {{"k", text}});
  const std::string begin = R"({"time":"T","level":"info","event":"e","k":)";
  EXPECT_TRUE(line.starts_with(begin)) << line;
  EXPECT_TRUE(line.ends_with("}\n")) << line;
  return line.substr(begin.size(), line.size() - begin.size() - 2);
}

TEST(LogLineTest, AnEventIsAnObjectInJson) {
  EXPECT_EQ(
      FormatLogLine(LogFormat::kJson, "2026-01-02T03:04:05.678Z", LogLevel::kError, "run_failed",
                    {{"run", "r1"}, {"code", 7}, {"time", 0.25}}),
      R"({"time":"2026-01-02T03:04:05.678Z","level":"error","event":"run_failed","run":"r1","code":7,"time":0.25})"
      "\n");
}

TEST(LogLineTest, JsonTextsAreEscaped) {
  EXPECT_EQ(Json(""), R"("")");
  EXPECT_EQ(Json("Zürich a=b"), R"("Zürich a=b")");
  EXPECT_EQ(Json("say \"hi\" \\ \r\n\t"), R"("say \"hi\" \\ \r\n\t")");
  EXPECT_EQ(Json("a\0b\x1b\x7f"s), R"("a\u0000b\u001b\u007f")");
}

TEST(LogLineTest, JsonIsUtf8WhateverTheBytesAre) {
  EXPECT_EQ(Json("a\xff\xc3"), R"("a\ufffd\ufffd")");
  const std::string longest(4095, 'a');
  EXPECT_EQ(Json(longest + "ü"), '"' + longest + R"(\ufffd...")") << "cut inside a character";
}

TEST(LogLineTest, JsonHasNoInfinity) {
  EXPECT_EQ(FormatLogLine(LogFormat::kJson, "T", LogLevel::kInfo, "e",
                          {{"a", std::numeric_limits<double>::infinity()}, {"b", std::nan("")}}),
            R"({"time":"T","level":"info","event":"e","a":null,"b":null})"
            "\n");
}

TEST(LogLineTest, LevelsHaveNamesInEitherCase) {
  EXPECT_EQ(ParseLogLevel("debug"), LogLevel::kDebug);
  EXPECT_EQ(ParseLogLevel("Info"), LogLevel::kInfo);
  EXPECT_EQ(ParseLogLevel("WARNING"), LogLevel::kWarning);
  EXPECT_EQ(ParseLogLevel("Warn"), LogLevel::kWarning);
  EXPECT_EQ(ParseLogLevel("ERROR"), LogLevel::kError);
  for (const char* bad : {"", "verbose", "info ", "inf", "information", "1"})
    EXPECT_EQ(ParseLogLevel(bad), std::nullopt);
}

TEST(LogLineTest, FormatsHaveNamesInEitherCase) {
  EXPECT_EQ(ParseLogFormat("text"), LogFormat::kText);
  EXPECT_EQ(ParseLogFormat("JSON"), LogFormat::kJson);
  for (const char* bad : {"", "xml", "jso", "json "}) EXPECT_EQ(ParseLogFormat(bad), std::nullopt);
}

}  // namespace
}  // namespace code_runner
