#include "setting_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace code_runner {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using Settings = std::map<std::string, std::string>;

SettingReader Reader(Settings settings) {
  return SettingReader([settings = std::move(settings)](const std::string& name) -> std::optional<std::string> {
    const auto found = settings.find(name);
    return found == settings.end() ? std::nullopt : std::optional(found->second);
  });
}

SettingReader ReaderOf(const std::string& value) {
  return Reader({{"X", value}});
}

Settings Parse(const std::string& text) {
  std::vector<std::string> problems;
  Settings values = ParseDotEnv(text, problems);
  EXPECT_THAT(problems, IsEmpty());
  return values;
}

TEST(ParseDotEnvTest, ReadsLines) {
  EXPECT_THAT(Parse(""), IsEmpty());
  EXPECT_THAT(Parse("A=1\nB_2=two words\n"), ElementsAre(Pair("A", "1"), Pair("B_2", "two words")));
  EXPECT_THAT(Parse("A=1"), ElementsAre(Pair("A", "1")));
  EXPECT_THAT(Parse("  A = 1  \r\nB=2\r\n"), ElementsAre(Pair("A", "1"), Pair("B", "2")));
  EXPECT_THAT(Parse("A=\n"), ElementsAre(Pair("A", "")));
  EXPECT_THAT(Parse("A=b=c==\n"), ElementsAre(Pair("A", "b=c==")));
  EXPECT_THAT(Parse("export A=1\nexport   B=2\n"), ElementsAre(Pair("A", "1"), Pair("B", "2")));
  EXPECT_THAT(Parse("A=1\nA=2\n"), ElementsAre(Pair("A", "2")));
}

TEST(ParseDotEnvTest, CommentsDoNotCount) {
  EXPECT_THAT(Parse("\n# A=1\n   # B=2\n"), IsEmpty());
  EXPECT_THAT(Parse("A=1 # one\nB=x#y\nC=# none\nD=1\t#tab\n"),
              ElementsAre(Pair("A", "1"), Pair("B", "x#y"), Pair("C", ""), Pair("D", "1")));
  EXPECT_THAT(Parse("A=\"x # y\" # z\n"), ElementsAre(Pair("A", "x # y")));
}

TEST(ParseDotEnvTest, QuotesAreTakenOff) {
  EXPECT_THAT(Parse("A=\" a \"\nB='b\"'\nC=\"\"\nD=it's\nE='\\n'\n"),
              ElementsAre(Pair("A", " a "), Pair("B", "b\""), Pair("C", ""), Pair("D", "it's"), Pair("E", "\\n")));
}

TEST(ParseDotEnvTest, TellsTheNumbersOfBadLinesAndReadsTheOthers) {
  std::vector<std::string> problems;
  const Settings values = ParseDotEnv("A=1\nnonsense\n=2\nB C=3\n1D=4\nE=\"5\nF='6' 7\nG=8\n", problems);
  EXPECT_THAT(values, ElementsAre(Pair("A", "1"), Pair("G", "8")));
  EXPECT_THAT(problems, ElementsAre(".env line 2: must be NAME=value", ".env line 3: must be NAME=value",
                                    ".env line 4: must be NAME=value", ".env line 5: must be NAME=value",
                                    ".env line 6: must be NAME=value", ".env line 7: must be NAME=value"));
}

TEST(SettingReaderTest, MissingAndEmptySettingsAreTheFallback) {
  for (SettingReader reader : {Reader({}), ReaderOf(""), ReaderOf(" \t")}) {
    EXPECT_EQ(reader.Text("X", "f"), "f");
    EXPECT_EQ(reader.Number("X", 7, 0, 9), 7);
    EXPECT_EQ(reader.Decimal("X", 0.5, 0, 1), 0.5);
    EXPECT_TRUE(reader.Bool("X", true));
    EXPECT_EQ(reader.Size("X", 1024, 0, 4096), 1024U);
    EXPECT_THAT(reader.List("X", ','), IsEmpty());
    EXPECT_THAT(reader.Counts("X", 9), IsEmpty());
    EXPECT_THAT(reader.Problems(), IsEmpty());
  }
}

TEST(SettingReaderTest, BlanksAroundDoNotCount) {
  EXPECT_EQ(ReaderOf("  a b \r").Text("X"), "a b");
  EXPECT_EQ(ReaderOf(" 5 ").Number("X", 0, 0, 9), 5);
}

TEST(SettingReaderTest, NumbersAreBounded) {
  EXPECT_EQ(ReaderOf("-3").Number("X", 0, -3, 9), -3);
  EXPECT_EQ(ReaderOf("9").Number("X", 0, -3, 9), 9);
  for (const char* bad : {"-4", "10", "1.0", "1x", "x", "+1", "0x1", "1 2", "99999999999999999999"}) {
    SettingReader reader = ReaderOf(bad);
    EXPECT_EQ(reader.Number("X", 1, -3, 9), 1) << bad;
    EXPECT_THAT(reader.Problems(), ElementsAre("X: must be from -3 to 9")) << bad;
  }
}

TEST(SettingReaderTest, DecimalsAreBounded) {
  EXPECT_EQ(ReaderOf("0.25").Decimal("X", 1, 0.25, 2), 0.25);
  EXPECT_EQ(ReaderOf("2").Decimal("X", 1, 0.25, 2), 2);
  for (const char* bad : {"0.24", "2.01", "nan", "inf", "1,5", "one"}) {
    SettingReader reader = ReaderOf(bad);
    EXPECT_EQ(reader.Decimal("X", 1, 0.25, 2), 1) << bad;
    EXPECT_THAT(reader.Problems(), ElementsAre("X: must be from 0.25 to 2")) << bad;
  }
}

TEST(SettingReaderTest, BoolsHaveSeveralSpellings) {
  for (const char* yes : {"true", "TRUE", "1", "yes", "On"}) EXPECT_TRUE(ReaderOf(yes).Bool("X", false)) << yes;
  for (const char* no : {"false", "False", "0", "no", "OFF"}) EXPECT_FALSE(ReaderOf(no).Bool("X", true)) << no;
  SettingReader reader = ReaderOf("maybe");
  EXPECT_TRUE(reader.Bool("X", true));
  EXPECT_THAT(reader.Problems(), ElementsAre("X: must be true or false"));
}

TEST(SettingReaderTest, SizesAreBounded) {
  EXPECT_EQ(ReaderOf("1k").Size("X", 7, 1024, 4096), 1024U);
  EXPECT_EQ(ReaderOf("4096").Size("X", 7, 1024, 4096), 4096U);
  for (const char* bad : {"1023", "4097", "1.5k", "k"}) {
    SettingReader reader = ReaderOf(bad);
    EXPECT_EQ(reader.Size("X", 7, 1024, 4096), 7U) << bad;
    EXPECT_THAT(reader.Problems(),
                ElementsAre("X: must be a size like \"256m\", \"1g\" or plain bytes, from 1024 to 4096 bytes"))
        << bad;
  }
}

TEST(SettingReaderTest, ListsLeaveEmptyPartsOut) {
  EXPECT_THAT(ReaderOf("a, b ,,c,").List("X", ','), ElementsAre("a", "b", "c"));
  EXPECT_THAT(ReaderOf("/a:/b c").List("X", ':'), ElementsAre("/a", "/b c"));
  EXPECT_THAT(ReaderOf(", ,").List("X", ','), IsEmpty());
}

TEST(SettingReaderTest, CountsAreByName) {
  EXPECT_THAT(ReaderOf("a=0, b = 9").Counts("X", 9), ElementsAre(Pair("a", 0), Pair("b", 9)));
  for (const char* bad : {"a", "a=", "=1", "a=-1", "a=10", "a=1=2", "a=x"}) {
    SettingReader reader = ReaderOf(std::string("z=1,") + bad);
    EXPECT_THAT(reader.Counts("X", 9), ElementsAre(Pair("z", 1))) << bad;
    EXPECT_THAT(reader.Problems(),
                ElementsAre("X: '" + std::string(bad) + "' must be like \"id=2\", from 0 to 9, each id once"));
  }
  SettingReader reader = ReaderOf("a=1,a=2");
  EXPECT_THAT(reader.Counts("X", 9), ElementsAre(Pair("a", 1)));
  EXPECT_EQ(reader.Problems().size(), 1U);
}

TEST(SettingReaderTest, ProblemsAddUp) {
  SettingReader reader = Reader({{"A", "x"}, {"B", "y"}});
  reader.Number("A", 0, 0, 1);
  reader.Bool("B", false);
  reader.AddProblem("C", "is odd");
  EXPECT_THAT(reader.Problems(), ElementsAre("A: must be from 0 to 1", "B: must be true or false", "C: is odd"));
}

}  // namespace
}  // namespace code_runner
