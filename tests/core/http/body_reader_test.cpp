#include "http/body_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "http/http_error.h"

namespace code_runner::http {
namespace {

constexpr std::size_t kBytesMax = 100;
constexpr MessageFraming kChunked{.chunked = true};

// Hands out at most 3 bytes at a time.
class StringSource : public ByteSource {
 public:
  explicit StringSource(std::string_view bytes) : bytes_(bytes) {}

  char GetByte() override {
    char c = 0;
    GetBytes(&c, 1);
    return c;
  }
  std::size_t GetBytes(char* buffer, std::size_t size) override {
    if (bytes_.empty()) throw HttpError{400, "end"};
    const std::size_t count = std::min({size, bytes_.size(), std::size_t{3}});
    bytes_.copy(buffer, count);
    bytes_.remove_prefix(count);
    return count;
  }
  std::string_view Left() const { return bytes_; }

 private:
  std::string_view bytes_;
};

int StatusOf(std::string_view bytes, const MessageFraming& framing) {
  StringSource source(bytes);
  BodyBudget budget(0);
  BodyBudget::Share share(budget);
  try {
    ReadBody(source, framing, kBytesMax, share);
    return 200;
  } catch (const HttpError& error) {
    return error.status;
  }
}

TEST(BodyReaderTest, ReadsAFixedLength) {
  StringSource source("hello, worldNEXT");
  BodyBudget budget(0);
  BodyBudget::Share share(budget);
  EXPECT_EQ(ReadBody(source, {.content_length = 12}, kBytesMax, share), "hello, world");
  EXPECT_EQ(source.Left(), "NEXT");
}

TEST(BodyReaderTest, ReadsChunks) {
  StringSource source("5\r\nhello\r\n0A;name=\"value\"\r\n, world...\r\n1 \r\n!\r\n0\r\nTrailer: x\r\n\r\nNEXT");
  BodyBudget budget(0);
  BodyBudget::Share share(budget);
  EXPECT_EQ(ReadBody(source, kChunked, kBytesMax, share), "hello, world...!");
  EXPECT_EQ(source.Left(), "NEXT");
}

TEST(BodyReaderTest, RefusesBrokenChunks) {
  for (const char* bytes :
       {"\r\n", "x\r\n", "-1\r\n", "+1\r\na\r\n0\r\n\r\n", "0x1\r\na\r\n0\r\n\r\n", "5\nhello\n0\n\n",
        "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhel", "1\r\na\r\n", "1000000000000000\r\n", " 1\r\na\r\n0\r\n\r\n"}) {
    EXPECT_EQ(StatusOf(bytes, kChunked), 400) << bytes;
  }
}

TEST(BodyReaderTest, LinesAndTrailersAreBounded) {
  EXPECT_EQ(StatusOf("1;" + std::string(10'000, 'x'), kChunked), 400);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 1000; ++i) trailers += "a: b\r\n";
  EXPECT_EQ(StatusOf(trailers + "\r\n", kChunked), 400);
}

TEST(BodyReaderTest, RefusesTooMuchBeforeReadingIt) {
  EXPECT_EQ(StatusOf("", {.content_length = kBytesMax + 1}), 413);
  EXPECT_EQ(StatusOf("65\r\n", kChunked), 413);
  EXPECT_EQ(StatusOf("FFFFFFFFFFFFFFF\r\n", kChunked), 413);
  EXPECT_EQ(StatusOf("5\r\nhello\r\n60\r\n", kChunked), 413);
  EXPECT_EQ(StatusOf("64\r\n" + std::string(kBytesMax, 'x') + "\r\n0\r\n\r\n", kChunked), 200);
}

TEST(BodyReaderTest, StopsWhenTheBudgetIsUsedUp) {
  constexpr std::size_t kBodyBytes = 2 * BodyBudget::kFreeBytes;
  const std::string body(kBodyBytes, 'x');
  BodyBudget budget(kBodyBytes / 2 - 1);
  BodyBudget::Share share(budget);
  StringSource source(body);
  try {
    ReadBody(source, {.content_length = kBodyBytes}, kBodyBytes, share);
    FAIL() << "the whole body was read";
  } catch (const HttpError& error) {
    EXPECT_EQ(error.status, 503);
  }
}

}  // namespace
}  // namespace code_runner::http
