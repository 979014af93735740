#include "http/utf8_sanitizer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace code_runner::http {
namespace {

std::string Sanitize(const std::vector<std::string_view>& pieces) {
  std::string text;
  const TextSink sink = [&text](std::string_view piece) { text += piece; };
  Utf8Sanitizer sanitizer;
  for (const std::string_view piece : pieces) sanitizer.Write(piece, sink);
  sanitizer.Finish(sink);
  return text;
}

struct Case {
  std::string_view bytes;
  std::string_view text;
};

#define R "\xEF\xBF\xBD"
constexpr Case kCases[] = {
    {"", ""},
    {std::string_view("a\0b", 3), std::string_view("a\0b", 3)},
    {"h\xC3\xA4h", "h\xC3\xA4h"},
    {"\xE2\x82\xAC\xF0\x9F\x98\x80", "\xE2\x82\xAC\xF0\x9F\x98\x80"},
    // First and last character of each length.
    {"\xC2\x80\xDF\xBF", "\xC2\x80\xDF\xBF"},
    {"\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF", "\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"},
    {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
    // The tables 3-8 to 3-11 of the Unicode standard.
    {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", R R R R R R R R "A"},
    {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", R R R R R R R R "A"},
    {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", R R R R R "A" R R "B"},
    {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", R R R R "A"},
    // The standard's example of maximal subparts.
    {"\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", "a" R R R "b" R "c" R R "d"},
    // Cut at the end.
    {"a\xC3", "a" R},
    {"a\xE2\x82", "a" R},
    {"a\xF0\x9F\x98", "a" R},
    {"\xF0\x80\x80\x80", R R R R},
    {"\xF5\x80", R R},
    {"\xFE\xFF", R R},
    {"\xC3\xC3\xA4", R "\xC3\xA4"},
    {"\xE2\x82\xE2\x82\xAC", R "\xE2\x82\xAC"},
};
#undef R

TEST(Utf8SanitizerTest, ReplacesMaximalSubparts) {
  for (const Case& c : kCases) EXPECT_EQ(Sanitize({c.bytes}), c.text) << testing::PrintToString(c.bytes);
}

TEST(Utf8SanitizerTest, CutsBetweenPiecesMakeNoDifference) {
  for (const Case& c : kCases) {
    for (std::size_t i = 0; i <= c.bytes.size(); ++i) {
      for (std::size_t j = i; j <= c.bytes.size(); ++j) {
        EXPECT_EQ(Sanitize({c.bytes.substr(0, i), c.bytes.substr(i, j - i), c.bytes.substr(j)}), c.text)
            << testing::PrintToString(c.bytes) << " cut at " << i << " and " << j;
      }
    }
  }
}

TEST(Utf8SanitizerTest, EverySequenceOfTwoBytesBeforeAnAsciiCharacterKeepsThatCharacter) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second), '|'};
      const std::string text = Sanitize({bytes});
      EXPECT_TRUE(text.ends_with('|'));
      EXPECT_EQ(Sanitize({text}), text) << "not well-formed";
      EXPECT_EQ(Sanitize({bytes.substr(0, 1), bytes.substr(1, 1), bytes.substr(2)}), text);
    }
  }
}

TEST(Utf8SanitizerTest, CanBeUsedForAnotherText) {
  std::string text;
  const TextSink sink = [&text](std::string_view piece) { text += piece; };
  Utf8Sanitizer sanitizer;
  sanitizer.Write("\xE2\x82", sink);
  sanitizer.Finish(sink);
  sanitizer.Write("\xAC", sink);
  sanitizer.Finish(sink);
  EXPECT_EQ(text, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace code_runner::http
