#include "http/error_answer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace code_runner::http {
namespace {

std::string BodyOf(const Answer& answer) {
  std::string body;
  EXPECT_TRUE(answer.body([&](std::string_view piece) { body += piece; }));
  return body;
}

std::string RetryAfterOf(const Answer& answer) {
  const auto found = std::ranges::find(answer.headers, "Retry-After", &std::pair<std::string, std::string>::first);
  return found == answer.headers.end() ? "" : found->second;
}

struct Case {
  ErrorCode code;
  int status;
  std::string_view detail;
};

TEST(ErrorAnswerTest, EveryCodeHasItsStatus) {
  constexpr std::string_view kHidden = "Internal Server Error";
  constexpr Case kCases[] = {
      {ErrorCode::kBadRequest, 400, "message"},
      {ErrorCode::kPayloadTooLarge, 413, "message"},
      {ErrorCode::kUnknownImage, 404, "message"},
      {ErrorCode::kRuntimeNotAvailable, 503, "message"},
      {ErrorCode::kResourceExhausted, 429, "message"},
      {ErrorCode::kDockerUnreachable, 503, "message"},
      {ErrorCode::kDeadlineExceeded, 504, "message"},
      {ErrorCode::kCancelled, 503, "message"},
      {ErrorCode::kUnavailable, 503, "message"},
      {ErrorCode::kDockerError, 500, kHidden},
      {ErrorCode::kNotFound, 500, kHidden},
      {ErrorCode::kConflict, 500, kHidden},
      {ErrorCode::kPluginFault, 500, kHidden},
      {ErrorCode::kProtocolError, 500, kHidden},
      {ErrorCode::kInternal, 500, kHidden},
  };
  for (const Case& c : kCases) {
    const Answer answer = ErrorAnswer(Error{c.code, "message", "for the operator"});
    EXPECT_EQ(answer.status, c.status) << ToString(c.code);
    EXPECT_EQ(BodyOf(answer), "{\"detail\":\"" + std::string(c.detail) + "\"}");
    EXPECT_EQ(RetryAfterOf(answer).empty(), c.status != 429 && c.status != 503) << ToString(c.code);
  }
}

TEST(ErrorAnswerTest, RetryAfterIsTheErrorsOwn) {
  Error error{ErrorCode::kRuntimeNotAvailable, "building"};
  error.retry_after = std::chrono::seconds(30);
  EXPECT_EQ(RetryAfterOf(ErrorAnswer(error)), "30");
}

TEST(ErrorAnswerTest, ViolationsAreAList) {
  Error error{ErrorCode::kInvalidRequest, "message"};
  error.violations = {{{"body", "files", "a\"b"}, "msg", "value_error"}};
  EXPECT_EQ(BodyOf(ErrorAnswer(error)),
            R"({"detail":[{"loc":["body","files","a\"b"],"msg":"msg","type":"value_error"}]})");
}

TEST(ErrorAnswerTest, AnInvalidRequestWithoutViolationsIsAListToo) {
  EXPECT_EQ(BodyOf(ErrorAnswer(Error{ErrorCode::kInvalidRequest, "the plugin's words"})),
            R"({"detail":[{"loc":["body"],"msg":"the plugin's words","type":"value_error"}]})");
}

TEST(ErrorAnswerTest, WhatAClientSentIsNotSentBackWithoutEnd) {
  Error error{ErrorCode::kInvalidRequest, "message"};
  error.violations.assign(10'000, {{"body", std::string(10'000, 'x')}, "msg", "value_error"});
  EXPECT_LT(BodyOf(ErrorAnswer(error)).size(), 40'000U);
  EXPECT_LT(BodyOf(ErrorAnswer(Error{ErrorCode::kBadRequest, std::string(100'000, 'x')})).size(), 10'000U);
}

}  // namespace
}  // namespace code_runner::http
