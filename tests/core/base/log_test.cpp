#include "base/log.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace code_runner {
namespace {

using std::string_literals::operator""s;

std::string Value(std::string_view text) {
  const std::string line = FormatLogLine("T", LogLevel::kInfo, "e", {{"k", text}});
  const std::string begin = "T level=info event=e k=";
  EXPECT_TRUE(line.starts_with(begin)) << line;
  EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
  return line.substr(begin.size(), line.size() - begin.size() - 1);
}

TEST(LogTest, OneEventIsOneLine) {
  EXPECT_EQ(FormatLogLine("2026-01-02T03:04:05.678Z", LogLevel::kError, "run_failed",
                          {{"run", "r1"}, {"code", 7}, {"time", 0.25}, {"why", std::string("no space left")}}),
            "2026-01-02T03:04:05.678Z level=error event=run_failed run=r1 code=7 time=0.25 why=\"no space left\"\n");
}

TEST(LogTest, ValuesAreQuotedWhereTheyMust) {
  EXPECT_EQ(Value("plain-text_1.2:3/4"), "plain-text_1.2:3/4");
  EXPECT_EQ(Value("Zürich"), "Zürich");
  EXPECT_EQ(Value(""), "\"\"");
  EXPECT_EQ(Value("a b"), "\"a b\"");
  EXPECT_EQ(Value("a=b"), "\"a=b\"");
  EXPECT_EQ(Value("say \"hi\""), R"("say \"hi\"")");
  EXPECT_EQ(Value("back\\slash"), R"("back\\slash")");
}

TEST(LogTest, NoValueForgesALineOrAField) {
  EXPECT_EQ(Value("x\nT level=error event=forged"), R"("x\nT level=error event=forged")");
  EXPECT_EQ(Value("x\r\ty"), R"("x\r\ty")");
  EXPECT_EQ(Value("\" forged=1"), R"("\" forged=1")");
  EXPECT_EQ(Value("a\0b\x1b[2J\x7f"s), R"("a\x00b\x1b[2J\x7f")");
}

TEST(LogTest, EventsAreEscapedToo) {
  EXPECT_EQ(FormatLogLine("T", LogLevel::kDebug, "a\nb", {}), "T level=debug event=\"a\\nb\"\n");
}

TEST(LogTest, NumbersAreWrittenInFull) {
  EXPECT_EQ(FormatLogLine("T", LogLevel::kWarning, "e", {{"n", std::numeric_limits<std::int64_t>::min()}, {"b", true}}),
            "T level=warning event=e n=-9223372036854775808 b=1\n");
}

TEST(LogTest, LongTextsAreCut) {
  const std::string longest(4096, 'a');
  EXPECT_EQ(Value(longest), longest);
  EXPECT_EQ(Value(longest + "b"), longest + "...");
  EXPECT_EQ(Value("a " + longest), "\"a " + longest.substr(2) + "...\"");
}

TEST(LogTest, LogWritesToStandardErrorFromTheLevelOn) {
  SetLogLevel(LogLevel::kWarning);
  ::testing::internal::CaptureStderr();
  Log(LogLevel::kInfo, "dropped");
  Log(LogLevel::kWarning, "kept", {{"k", "v"}});
  const std::string text = ::testing::internal::GetCapturedStderr();
  SetLogLevel(LogLevel::kInfo);
  EXPECT_EQ(text.find("dropped"), std::string::npos);
  EXPECT_TRUE(text.ends_with("Z level=warning event=kept k=v\n")) << text;
  EXPECT_EQ(text.find(" level="), std::string("2026-01-02T03:04:05.678Z").size());
}

TEST(LogTest, LevelsHaveNamesInEitherCase) {
  EXPECT_EQ(ParseLogLevel("debug"), LogLevel::kDebug);
  EXPECT_EQ(ParseLogLevel("Info"), LogLevel::kInfo);
  EXPECT_EQ(ParseLogLevel("WARNING"), LogLevel::kWarning);
  EXPECT_EQ(ParseLogLevel("Warn"), LogLevel::kWarning);
  EXPECT_EQ(ParseLogLevel("ERROR"), LogLevel::kError);
  for (const char* bad : {"", "verbose", "info ", "inf", "information", "1"})
    EXPECT_EQ(ParseLogLevel(bad), std::nullopt);
}

}  // namespace
}  // namespace code_runner
