#include "http/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace code_runner::http {
namespace {

TEST(JsonWriterTest, SetsCommas) {
  const std::string json = WriteJson([](JsonWriter& writer) {
    writer.BeginObject();
    writer.Key("a");
    writer.BeginArray();
    writer.Integer(1);
    writer.BeginObject();
    writer.EndObject();
    writer.Null();
    writer.EndArray();
    writer.Key("b");
    writer.Boolean(true);
    writer.Key("c");
    writer.Raw("[1]");
    writer.EndObject();
  });
  EXPECT_EQ(json, R"({"a":[1,{},null],"b":true,"c":[1]})");
}

TEST(JsonWriterTest, EscapesAndSanitizesStrings) {
  const std::string json = WriteJson([](JsonWriter& writer) {
    writer.String(std::string_view("q\" b\\ \b\f\n\r\t \0 \x1f \x7f h\xC3\xA4 \xFF", 23));
  });
  EXPECT_EQ(json, R"("q\" b\\ \b\f\n\r\t \u0000 \u001f )"
                  "\x7f h\xC3\xA4 \xEF\xBF\xBD\"");
}

TEST(JsonWriterTest, CharactersMayBeCutBetweenThePiecesOfASpool) {
  Spool spool;
  const std::string euros = "x" + [] {
    std::string text;
    for (int i = 0; i < 200'000; ++i) text += "\xE2\x82\xAC";
    return text;
  }();
  ASSERT_TRUE(spool.Append(euros));
  const std::string json = WriteJson([&](JsonWriter& writer) { EXPECT_TRUE(writer.String(spool)); });
  EXPECT_EQ(json, "\"" + euros + "\"");
}

TEST(JsonWriterTest, Numbers) {
  const std::string json = WriteJson([](JsonWriter& writer) {
    writer.BeginArray();
    writer.Integer(std::numeric_limits<std::uint64_t>::max());
    writer.Integer(-1);
    writer.Seconds(0.25);
    writer.Seconds(std::numeric_limits<double>::quiet_NaN());
    writer.Seconds(-std::numeric_limits<double>::infinity());
    writer.EndArray();
  });
  EXPECT_EQ(json, "[18446744073709551615,-1,0.250000,null,null]");
}

TEST(JsonWriterTest, TheLargestNumberFits) {
  const std::string json = WriteJson([](JsonWriter& writer) { writer.Seconds(std::numeric_limits<double>::lowest()); });
  EXPECT_EQ(json.size(), 317U);
}

}  // namespace
}  // namespace code_runner::http
