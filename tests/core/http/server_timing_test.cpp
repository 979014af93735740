#include "http/server_timing.h"

#include <gtest/gtest.h>

#include "core/http/raw_client.h"
#include "core/http/test_server.h"

namespace code_runner::http {
namespace {

using Seconds = PhaseTimes::Seconds;

TEST(ServerTimingTest, NamesEachPhaseInMilliseconds) {
  const PhaseTimes phases{Seconds(0), Seconds(0.0000126), Seconds(0.002), Seconds(300), Seconds(0.1)};
  EXPECT_EQ(ServerTiming(phases),
            "queue;dur=0.000, acquire;dur=0.013, send;dur=2.000, run;dur=300000.000, collect;dur=100.000");
}

TEST(ServerTimingTest, ComesWithARun) {
  const TestServer server;
  const auto answer = Ask(server.Port(), Post("/run", R"({"code":"x"})"));
  EXPECT_TRUE(answer->headers.at("server-timing").starts_with("queue;dur=0.000, "));
}

}  // namespace
}  // namespace code_runner::http
