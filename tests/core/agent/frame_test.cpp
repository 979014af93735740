#include "agent/frame.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace code_runner::agent {
namespace {

using namespace std::string_view_literals;
using Frames = std::vector<std::pair<FrameType, std::string>>;

// Takes all whole frames out; nothing once the decoder has refused the stream.
std::optional<Frames> TakeAll(FrameDecoder& decoder) {
  Frames frames;
  while (true) {
    const auto frame = decoder.Next();
    if (!frame.ok()) return std::nullopt;
    if (!frame->has_value()) return frames;
    frames.emplace_back((*frame)->type, (*frame)->payload);
  }
}

TEST(AppendFrame, WritesLengthTypePayload) {
  std::string bytes;
  AppendFrame(bytes, FrameType::kStdout, "hi");
  EXPECT_EQ(bytes, "\0\0\0\x02\x42hi"sv);
}

TEST(AppendData, CutsIntoFullFrames) {
  const std::string data(2 * kFramePayloadBytesMax + 1, 'x');
  std::string bytes;
  AppendData(bytes, FrameType::kFileData, data);
  FrameDecoder decoder;
  decoder.Feed(bytes);
  const auto frames = TakeAll(decoder);
  ASSERT_TRUE(frames && frames->size() == 3);
  EXPECT_EQ(frames->at(0).second.size(), kFramePayloadBytesMax);
  EXPECT_EQ(frames->at(2).second.size(), 1U);
}

TEST(AppendData, MakesNoFrameOfNothing) {
  std::string bytes;
  AppendData(bytes, FrameType::kFileData, "");
  EXPECT_EQ(bytes, "");
}

TEST(FrameDecoder, TakesTheStreamByteByByte) {
  std::string bytes;
  AppendFrame(bytes, FrameType::kHello, "one");
  AppendFrame(bytes, FrameType::kCancel);
  AppendFrame(bytes, FrameType::kStdinTaken, "three");
  FrameDecoder decoder;
  Frames frames;
  for (const char byte : bytes) {
    decoder.Feed({&byte, 1});
    const auto more = TakeAll(decoder);
    ASSERT_TRUE(more);
    frames.insert(frames.end(), more->begin(), more->end());
  }
  EXPECT_EQ(frames, (Frames{{FrameType::kHello, "one"}, {FrameType::kCancel, ""}, {FrameType::kStdinTaken, "three"}}));
}

TEST(FrameDecoder, WaitsForTheRestOfAFrame) {
  std::string bytes;
  AppendFrame(bytes, FrameType::kStdin, "payload");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    FrameDecoder decoder;
    decoder.Feed(std::string_view(bytes).substr(0, size));
    EXPECT_EQ(TakeAll(decoder), Frames{}) << size;
  }
}

TEST(FrameDecoder, AcceptsTheLongestFrame) {
  std::string bytes;
  AppendFrame(bytes, FrameType::kStdout, std::string(kFramePayloadBytesMax, 'x'));
  FrameDecoder decoder;
  decoder.Feed(bytes);
  EXPECT_EQ(TakeAll(decoder)->size(), 1U);
}

TEST(FrameDecoder, RefusesOverlongFramesAtTheHeader) {
  for (const std::string_view header : {"\x00\x01\x00\x01\x42"sv, "\xff\xff\xff\xff\x42"sv}) {
    FrameDecoder decoder;
    decoder.Feed(header);
    EXPECT_FALSE(TakeAll(decoder));
  }
}

TEST(FrameDecoder, KnowsExactlyTheTypesOfTheProtocol) {
  int known = 0;
  for (int type = 0; type < 256; ++type) {
    FrameDecoder decoder;
    decoder.Feed(std::string("\0\0\0\0"sv).append(1, static_cast<char>(type)));
    known += TakeAll(decoder).has_value() ? 1 : 0;
  }
  EXPECT_EQ(known, 22);
}

TEST(FrameDecoder, RefusesEverythingBehindAMalformedFrame) {
  FrameDecoder decoder;
  decoder.Feed("\0\0\0\0\0"sv);
  EXPECT_EQ(decoder.Next().error().code, ErrorCode::kProtocolError);
  std::string good;
  AppendFrame(good, FrameType::kCancel);
  decoder.Feed(good);
  EXPECT_FALSE(decoder.Next().ok());
}

TEST(FrameDecoder, SurvivesRandomBytes) {
  constexpr unsigned kSeed = 20;
  std::mt19937 random(kSeed);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    FrameDecoder decoder;
    std::string bytes(random() % 64, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() : 0);
    decoder.Feed(bytes);
    refused += TakeAll(decoder) ? 0 : 1;
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace code_runner::agent
