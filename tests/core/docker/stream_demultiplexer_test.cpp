#include "docker/stream_demultiplexer.h"

#include <gtest/gtest.h>

#include "support/fake_engine.h"

namespace code_runner::docker {
namespace {

using testing::Frame;
using testing::kStderr;
using testing::kStdout;

struct Streams {
  std::string out;
  std::string err;
};

TEST(StreamDemultiplexer, GivesTheSameWhereverTheStreamIsCut) {
  const std::string stream =
      Frame(kStdout, "one") + Frame(kStderr, "two") + Frame(kStdout, "") + Frame(kStdout, "three");
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = first; second <= stream.size(); ++second) {
      StreamDemultiplexer demultiplexer;
      Streams got;
      for (const std::string& piece :
           {stream.substr(0, first), stream.substr(first, second - first), stream.substr(second)}) {
        ASSERT_TRUE(demultiplexer.Feed(piece, got.out, got.err).ok());
      }
      ASSERT_EQ(got.out, "onethree") << first << " " << second;
      ASSERT_EQ(got.err, "two") << first << " " << second;
    }
  }
}

TEST(StreamDemultiplexer, HandsOnThePayloadOfAFrameThatIsNotWholeYet) {
  const std::string longest_frame = std::string({kStdout, 0, 0, 0}) + "\xff\xff\xff\xff" + "begin";
  StreamDemultiplexer demultiplexer;
  Streams got;
  ASSERT_TRUE(demultiplexer.Feed(longest_frame, got.out, got.err).ok());
  EXPECT_EQ(got.out, "begin");
  ASSERT_TRUE(demultiplexer.Feed(Frame(kStderr, "still payload"), got.out, got.err).ok());
  EXPECT_EQ(got.out, "begin" + Frame(kStderr, "still payload"));
  EXPECT_EQ(got.err, "");
}

TEST(StreamDemultiplexer, RefusesAnUnknownStream) {
  for (const char stream : {'\0', '\3', 'H', '\xff'}) {
    StreamDemultiplexer demultiplexer;
    Streams got;
    const Status fed = demultiplexer.Feed(Frame(kStdout, "fine") + Frame(stream, "not fine"), got.out, got.err);
    ASSERT_FALSE(fed.ok());
    EXPECT_EQ(fed.error().code, ErrorCode::kProtocolError);
    EXPECT_EQ(got.out, "fine");
  }
}

TEST(StreamDemultiplexer, RefusesPaddingThatIsNotZero) {
  StreamDemultiplexer demultiplexer;
  Streams got;
  const Status fed = demultiplexer.Feed(std::string("\1\0\1\0\0\0\0\1x", 9), got.out, got.err);
  ASSERT_FALSE(fed.ok());
  EXPECT_EQ(fed.error().code, ErrorCode::kProtocolError);
}

}  // namespace
}  // namespace code_runner::docker
