#include "agent/wire.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace code_runner::agent {
namespace {

TEST(WireWriter, WritesBigEndian) {
  WireWriter writer;
  writer.U8(0x01);
  writer.U32(0x02030405);
  writer.U64(0x060708090a0b0c0dULL);
  EXPECT_EQ(writer.Take(), "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d");
}

TEST(WireReader, ReadsWhatWasWritten) {
  WireWriter writer;
  writer.U8(255);
  writer.U32(std::numeric_limits<std::uint32_t>::max());
  writer.U64(std::numeric_limits<std::uint64_t>::max());
  writer.Bool(true);
  writer.String("text");
  writer.Nanoseconds(std::chrono::nanoseconds::max());
  const std::string bytes = writer.Take();
  WireReader reader(bytes);
  EXPECT_EQ(reader.U8(), 255);
  EXPECT_EQ(reader.U32(), std::numeric_limits<std::uint32_t>::max());
  EXPECT_EQ(reader.U64(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_TRUE(reader.Bool());
  EXPECT_EQ(reader.String(), "text");
  EXPECT_FALSE(reader.Finished() && reader.ok()) << "the duration is still there";
  EXPECT_EQ(reader.Nanoseconds(), std::chrono::nanoseconds::max());
  EXPECT_TRUE(reader.Finished());
}

TEST(WireReader, FailsForGoodBehindTheEnd) {
  WireReader reader("\x01\x02");
  EXPECT_EQ(reader.U32(), 0U);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.U8(), 0) << "a byte is there, but what it means is unknown";
  EXPECT_FALSE(reader.Finished());
}

TEST(WireReader, RefusesStringsLongerThanThePayload) {
  using namespace std::string_view_literals;
  WireReader reader("\xff\xff\xff\xff..."sv);
  EXPECT_EQ(reader.String(), "");
  EXPECT_FALSE(reader.ok());
}

TEST(WireReader, RefusesOtherBooleans) {
  WireReader reader("\x02");
  EXPECT_FALSE(reader.Bool());
  EXPECT_FALSE(reader.ok());
}

TEST(WireReader, RefusesDurationsThatDoNotFit) {
  WireReader reader("\x80\x01\x01\x01\x01\x01\x01\x01");
  EXPECT_EQ(reader.Nanoseconds().count(), 0);
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace code_runner::agent
