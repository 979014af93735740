#include "http/connection_table.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "base/file_descriptor.h"

namespace code_runner::http {
namespace {

using State = ConnectionTable::State;
using Clock = std::chrono::steady_clock;

// A connected socket with a place in a table.
class Connected {
 public:
  explicit Connected(ConnectionTable& table, std::array<int, 2> ends = MakePair())
      : server_(ends[0]), client_(ends[1]), entry_(table, ends[0]) {}

  void Set(State state) { entry_.Set(state); }
  bool InputEnded() const {
    char c = 0;
    return ::recv(server_.Get(), &c, 1, MSG_DONTWAIT) == 0;
  }
  bool Broken() const { return ::send(server_.Get(), "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0; }

 private:
  static std::array<int, 2> MakePair() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    return ends;
  }

  FileDescriptor server_;
  FileDescriptor client_;
  ConnectionTable::Entry entry_;
};

TEST(ConnectionTableTest, TheOneIdleForLongestIsEvicted) {
  ConnectionTable table;
  Connected first(table);
  Connected second(table);
  first.Set(State::kReceiving);
  first.Set(State::kAnswering);
  first.Set(State::kIdle);
  EXPECT_TRUE(table.EvictIdle());
  EXPECT_TRUE(second.InputEnded());
  EXPECT_FALSE(second.Broken());
  EXPECT_FALSE(first.InputEnded());
}

TEST(ConnectionTableTest, OnlyIdleOnesAreEvictedAndOnlyOnce) {
  ConnectionTable table;
  EXPECT_FALSE(table.EvictIdle());
  Connected receiving(table);
  receiving.Set(State::kReceiving);
  Connected answering(table);
  answering.Set(State::kAnswering);
  EXPECT_FALSE(table.EvictIdle());
  Connected idle(table);
  EXPECT_TRUE(table.EvictIdle());
  EXPECT_FALSE(table.EvictIdle());
  EXPECT_EQ(table.Size(), 3U);
}

TEST(ConnectionTableTest, DrainingEndsIdleOnesNowAndTheOthersOnceTheyAreIdle) {
  ConnectionTable table;
  Connected idle(table);
  Connected answering(table);
  answering.Set(State::kAnswering);
  table.Drain();
  EXPECT_TRUE(table.Draining());
  EXPECT_TRUE(idle.InputEnded());
  EXPECT_FALSE(answering.InputEnded());
  EXPECT_FALSE(table.AwaitAnswers(Clock::now()));
  answering.Set(State::kIdle);
  EXPECT_TRUE(answering.InputEnded());
  EXPECT_TRUE(table.AwaitAnswers(Clock::now()));
}

TEST(ConnectionTableTest, AnAnsweringConnectionThatEndsIsNotWaitedFor) {
  ConnectionTable table;
  {
    Connected answering(table);
    answering.Set(State::kAnswering);
    EXPECT_FALSE(table.AwaitAnswers(Clock::now()));
  }
  EXPECT_TRUE(table.AwaitAnswers(Clock::now()));
  EXPECT_EQ(table.Size(), 0U);
}

TEST(ConnectionTableTest, BreakingHoldsForLaterOnesToo) {
  ConnectionTable table;
  Connected idle(table);
  Connected answering(table);
  answering.Set(State::kAnswering);
  table.Break();
  const Connected later(table);
  EXPECT_TRUE(idle.Broken());
  EXPECT_TRUE(answering.Broken());
  EXPECT_TRUE(later.Broken());
}

}  // namespace
}  // namespace code_runner::http
