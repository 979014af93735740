#include "base/log.h"

#include <gtest/gtest.h>

#include <string>

namespace code_runner {
namespace {

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

TEST(LogTest, LogWritesInTheFormatThatWasSet) {
  SetLogFormat(LogFormat::kJson);
  ::testing::internal::CaptureStderr();
  Log(LogLevel::kInfo, "kept", {{"k", "v"}});
  const std::string text = ::testing::internal::GetCapturedStderr();
  SetLogFormat(LogFormat::kText);
  EXPECT_TRUE(text.starts_with(R"({"time":")")) << text;
  EXPECT_TRUE(text.ends_with(R"(Z","level":"info","event":"kept","k":"v"})"
                             "\n"))
      << text;
}

}  // namespace
}  // namespace code_runner
