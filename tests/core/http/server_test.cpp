#include "http/server.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <future>
#include <list>
#include <optional>
#include <thread>

#include "core/http/raw_client.h"
#include "core/http/test_server.h"

namespace code_runner::http {
namespace {

constexpr std::string_view kRun = R"({"code":"x"})";

// Runs that have begun and end when they are told to.
class HeldRuns {
 public:
  Services MakeServices() {
    Services services = TestServices();
    services.run = [this](const ExecutionRequest&, const std::string& run_id, std::stop_token) {
      started_.set_value();
      released_.wait();
      return Result<ExecutionResult>(Printed("done", run_id));
    };
    return services;
  }
  void AwaitStart() { started_.get_future().wait(); }
  void Release() { release_.set_value(); }

 private:
  std::promise<void> started_;
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
};

TEST(ServerTest, AnAddressThatIsTakenIsAnError) {
  const TestServer server;
  ServerOptions options = TestOptions();
  options.port = server.Port();
  Server second(options, TestServices());
  EXPECT_EQ(second.Start().error().code, ErrorCode::kInternal);
  options.host = "not an address";
  EXPECT_FALSE(Server(options, TestServices()).Start());
}

TEST(ServerTest, ListensOnBothFamilies) {
  ServerOptions options = TestOptions();
  options.host = "::";
  Services services = TestServices();
  services.is_sandbox_address = [](const std::string& ip) { return ip != "127.0.0.1"; };
  EXPECT_EQ(Ask(TestServer(options, services).Port(), Get("/health"))->status, 200);
}

TEST(ServerTest, HalfSentRequestsDoNotKeepOthersOut) {
  const TestServer server;
  std::list<RawClient> half;
  for (int i = 0; i < 300; ++i) {
    half.emplace_back(server.Port());
    half.back().Send(i % 2 == 0 ? "GET /hea" : "POST /run HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");
  }
  EXPECT_EQ(Ask(server.Port(), Get("/health"))->status, 200);
  EXPECT_EQ(Ask(server.Port(), Post("/run", kRun))->status, 200);
}

TEST(ServerTest, WhenItIsFullAnIdleOneGoes) {
  ServerOptions options = TestOptions();
  options.max_connections = 1;
  const TestServer server(options);
  RawClient idle(server.Port());
  idle.Send(Get("/health"));
  ASSERT_EQ(idle.Receive()->status, 200);
  // Its thread may need a moment more to be done with it.
  std::optional<RawAnswer> answer;
  do {
    answer = Ask(server.Port(), Get("/health"));
  } while (!answer || answer->status == 503);
  EXPECT_EQ(answer->status, 200);
  EXPECT_TRUE(idle.IsClosed());
}

TEST(ServerTest, WhenAllAreBusyANewOneIsRefused) {
  HeldRuns runs;
  ServerOptions options = TestOptions();
  options.max_connections = 1;
  const TestServer server(options, runs.MakeServices());
  RawClient busy(server.Port());
  busy.Send(Post("/run", kRun));
  runs.AwaitStart();
  RawClient refused(server.Port());
  const auto answer = refused.Receive();
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->headers.at("retry-after"), "1");
  EXPECT_EQ(answer->body, R"({"detail":"Too many connections"})");
  runs.Release();
  EXPECT_EQ(busy.Receive()->status, 200);
}

TEST(ServerTest, StopLetsRunsEndAndRefusesOthers) {
  HeldRuns runs;
  TestServer server(TestOptions(), runs.MakeServices());
  RawClient idle(server.Port());
  idle.Send(Get("/health"));
  ASSERT_EQ(idle.Receive()->status, 200);
  RawClient busy(server.Port());
  busy.Send(Post("/run", kRun));
  runs.AwaitStart();
  const std::uint16_t port = server.Port();
  std::jthread stopper([&] { server.Get().Stop(kNeverExpires); });
  EXPECT_TRUE(idle.IsClosed());  // from here on the server is stopping
  const auto refused = Ask(port, Get("/health"));
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->headers.at("retry-after"), "1");
  EXPECT_EQ(refused->headers.at("connection"), "Close");
  runs.Release();
  const auto answer = busy.Receive();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->headers.at("connection"), "Close");
  stopper.join();
  EXPECT_THROW(RawClient{port}, std::runtime_error);
}

TEST(ServerTest, StopDoesNotWaitForHalfSentRequests) {
  TestServer server;
  RawClient half(server.Port());
  half.Send("GET /hea");
  RawClient silent(server.Port());
  server.Get().Stop(kNeverExpires);
  server.Get().Stop(kNeverExpires);  // again: nothing
}

TEST(ServerTest, ManyClientsAtOnce) {
  const TestServer server;
  std::vector<std::future<int>> served;
  for (int client = 0; client < 8; ++client) {
    served.push_back(std::async(std::launch::async, [port = server.Port()] {
      int count = 0;
      for (int i = 0; i < 50; ++i) count += Ask(port, Post("/run", kRun)).value_or(RawAnswer()).status == 200 ? 1 : 0;
      return count;
    }));
  }
  for (std::future<int>& count : served) EXPECT_EQ(count.get(), 50);
}

}  // namespace
}  // namespace code_runner::http
