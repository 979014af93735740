#include "base/stop_event.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <chrono>
#include <thread>

namespace code_runner {
namespace {

constexpr int kAtOnce = 0;
constexpr int kSurelyEnoughMs = 30'000;

bool BecomesReadable(const StopEvent& event, int timeout_ms) {
  pollfd item{event.PollFd(), POLLIN, 0};
  return ::poll(&item, 1, timeout_ms) == 1 && (item.revents & POLLIN) != 0;
}

TEST(StopEventTest, IsNotReadableBeforeARequest) {
  const std::stop_source source;
  const StopEvent event(source.get_token());
  EXPECT_FALSE(BecomesReadable(event, kAtOnce));
}

TEST(StopEventTest, IsReadableFromTheRequestOn) {
  std::stop_source source;
  const StopEvent event(source.get_token());
  source.request_stop();
  EXPECT_TRUE(BecomesReadable(event, kAtOnce));
  EXPECT_TRUE(BecomesReadable(event, kAtOnce));
}

TEST(StopEventTest, IsReadableWhenTheRequestCameFirst) {
  std::stop_source source;
  source.request_stop();
  const StopEvent event(source.get_token());
  EXPECT_TRUE(BecomesReadable(event, kAtOnce));
}

TEST(StopEventTest, IsNeverReadableWithoutASource) {
  const StopEvent event{std::stop_token()};
  EXPECT_FALSE(BecomesReadable(event, kAtOnce));
}

TEST(StopEventTest, WakesWhoWaits) {
  std::stop_source source;
  const StopEvent event(source.get_token());
  const std::jthread requester([&source] { source.request_stop(); });
  EXPECT_TRUE(BecomesReadable(event, kSurelyEnoughMs));
}

}  // namespace
}  // namespace code_runner
