#include "http/disconnect_watcher.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <future>

namespace code_runner::http {
namespace {

constexpr std::chrono::seconds kNeverReached{60};

class DisconnectWatcherTest : public testing::Test {
 protected:
  DisconnectWatcherTest() {
    std::array<int, 2> ends;
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    server_.Reset(ends[0]);
    client_.Reset(ends[1]);
  }

  // Whether `end` makes the token of a watch say stop.
  template <class End>
  bool StopsAfter(End end) {
    const DisconnectWatcher::Watch watch(*watcher_, server_.Get());
    std::promise<void> stopped;
    const std::stop_callback callback(watch.Token(), [&] { stopped.set_value(); });
    end();
    return stopped.get_future().wait_for(kNeverReached) == std::future_status::ready;
  }

  FileDescriptor server_;
  FileDescriptor client_;
  std::unique_ptr<DisconnectWatcher> watcher_ = DisconnectWatcher::Make().value();
};

TEST_F(DisconnectWatcherTest, AClientThatClosesIsGone) {
  EXPECT_TRUE(StopsAfter([&] { client_.Reset(); }));
}

TEST_F(DisconnectWatcherTest, AClientThatEndsItsOutputIsGone) {
  EXPECT_TRUE(StopsAfter([&] { ::shutdown(client_.Get(), SHUT_WR); }));
}

TEST_F(DisconnectWatcherTest, AClientThatWasGoneBeforeIsNoticed) {
  client_.Reset();
  EXPECT_TRUE(StopsAfter([] {}));
}

TEST_F(DisconnectWatcherTest, BytesUnreadDoNotHideThatTheClientIsGone) {
  ASSERT_EQ(::send(client_.Get(), "more", 4, MSG_NOSIGNAL), 4);
  EXPECT_TRUE(StopsAfter([&] { client_.Reset(); }));
}

TEST_F(DisconnectWatcherTest, WhatIsNoLongerWatchedIsNotStopped) {
  std::stop_token token;
  {
    const DisconnectWatcher::Watch watch(*watcher_, server_.Get());
    token = watch.Token();
  }
  EXPECT_TRUE(StopsAfter([&] { client_.Reset(); }));  // the same socket, watched anew
  EXPECT_FALSE(token.stop_requested());
}

}  // namespace
}  // namespace code_runner::http
