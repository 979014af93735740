#include "http/message_framing.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "http/http_error.h"

namespace code_runner::http {
namespace {

MessageFraming Read(const std::string& head) {
  std::istringstream stream(head + "\r\n");
  Poco::Net::HTTPRequest request;
  request.read(stream);
  return ReadFraming(request);
}

int StatusOf(const std::string& head) {
  try {
    Read(head);
    return 200;
  } catch (const HttpError& error) {
    return error.status;
  }
}

std::string Fields(const std::string& fields) {
  return "POST /run HTTP/1.1\r\n" + fields;
}

TEST(MessageFramingTest, ReadsTheBodysLength) {
  EXPECT_FALSE(Read(Fields("")).HasBody());
  EXPECT_FALSE(Read(Fields("Content-Length: 0\r\n")).HasBody());
  EXPECT_EQ(Read(Fields("content-length: 12\r\n")).content_length, 12U);
  EXPECT_TRUE(Read(Fields("Transfer-Encoding: Chunked\r\n")).chunked);
}

TEST(MessageFramingTest, ReadsWhatBecomesOfTheConnection) {
  EXPECT_TRUE(Read(Fields("")).keep_alive);
  EXPECT_FALSE(Read(Fields("Connection: close\r\n")).keep_alive);
  EXPECT_FALSE(Read("GET / HTTP/1.0\r\n").keep_alive);
  EXPECT_TRUE(Read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n").keep_alive);
}

TEST(MessageFramingTest, OnlyVersion11CanExpectContinue) {
  EXPECT_TRUE(Read(Fields("Expect: 100-Continue\r\n")).expects_continue);
  EXPECT_FALSE(Read("POST /run HTTP/1.0\r\nExpect: 100-continue\r\n").expects_continue);
  EXPECT_EQ(StatusOf(Fields("Expect: 200-ok\r\n")), 417);
}

TEST(MessageFramingTest, RefusesAmbiguousLengths) {
  EXPECT_EQ(StatusOf(Fields("Content-Length: 1\r\nContent-Length: 1\r\n")), 400);
  EXPECT_EQ(StatusOf(Fields("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")), 400);
  EXPECT_EQ(StatusOf(Fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")), 400);
  for (const char* length : {"-1", "+1", "1x", "0x1", "1,1", ""}) {
    EXPECT_EQ(StatusOf(Fields("Content-Length: " + std::string(length) + "\r\n")), 400) << length;
  }
  EXPECT_EQ(StatusOf(Fields("Content-Length: 99999999999999999999\r\n")), 413);
  EXPECT_EQ(StatusOf(Fields("Transfer-Encoding: gzip, chunked\r\n")), 501);
  EXPECT_EQ(StatusOf(Fields("Content-Length : 1\r\n")), 400);
}

TEST(MessageFramingTest, RefusesOtherProtocols) {
  EXPECT_EQ(StatusOf("GET / HTTP/2.0\r\n"), 505);
  EXPECT_EQ(StatusOf("GET / FTP/1.1\r\n"), 400);
  EXPECT_EQ(StatusOf("G(T / HTTP/1.1\r\n"), 400);
}

}  // namespace
}  // namespace code_runner::http
