#include "http/run_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>

#include "core/http/raw_client.h"
#include "core/http/test_server.h"

namespace code_runner::http {
namespace {

Services ServicesThatFail(Error error) {
  Services services = TestServices();
  services.run = [error](const ExecutionRequest&, const std::string&, std::stop_token) {
    return Result<ExecutionResult>(error);
  };
  return services;
}

TEST(RunHandlerTest, RunsWhatItIsGiven) {
  const TestServer server;
  const auto answer = Ask(server.Port(), Post("/run", R"({"code":"h\u00e4llo"})"));
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->headers.at("content-type"), "application/json");
  EXPECT_TRUE(answer->body.starts_with("{\"stdout\":\"h\xC3\xA4llo\",\"stderr\":\"\",\"exit_code\":0"));
}

TEST(RunHandlerTest, LogsTheRunUnderItsRequestAndNothingThatIsInIt) {
  ::testing::internal::CaptureStderr();
  {
    const TestServer server;
    Ask(server.Port(), Post("/run", R"({"code":"private","environment":{"A":"secret"}})", "X-Request-Id: mine.1\r\n"));
  }
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, ::testing::HasSubstr(" event=run request_id=mine.1 run_id="));
  EXPECT_THAT(log, ::testing::Not(::testing::AnyOf(::testing::HasSubstr("private"), ::testing::HasSubstr("secret"))));
}

TEST(RunHandlerTest, ContentTypeDoesNotMatter) {
  const TestServer server;
  EXPECT_EQ(Ask(server.Port(), Post("/run", R"({"code":"x"})", "Content-Type: text/plain\r\n"))->status, 200);
}

TEST(RunHandlerTest, RefusesWhatIsNotValid) {
  const TestServer server;
  EXPECT_EQ(Ask(server.Port(), Post("/run", "{"))->status, 422);
  EXPECT_EQ(Ask(server.Port(), Post("/run", "[]"))->status, 422);
  EXPECT_EQ(Ask(server.Port(), Post("/run", ""))->status, 422);
  EXPECT_EQ(Ask(server.Port(), Post("/run", R"({"code":""})"))->status, 400);
  EXPECT_EQ(Ask(server.Port(), Post("/run", R"({"code":"x","timeout":0})"))->status, 422);
  EXPECT_EQ(Ask(server.Port(), Post("/run", R"({"code":"x","files":{"../y":""}})"))->status, 400);
}

TEST(RunHandlerTest, CodeOverTheLimitIs413) {
  ServerOptions options = TestOptions();
  options.bounds.max_code_bytes = 1000;
  const TestServer server(options);
  EXPECT_EQ(Ask(server.Port(), Post("/run", "{\"code\":\"" + std::string(1000, 'x') + "\"}"))->status, 200);
  EXPECT_EQ(Ask(server.Port(), Post("/run", "{\"code\":\"" + std::string(1001, 'x') + "\"}"))->status, 413);
}

TEST(RunHandlerTest, OurOwnFaultsAreNotExplained) {
  const TestServer server(TestOptions(), ServicesThatFail({ErrorCode::kDockerError, "/secret/path", "/secret/path"}));
  const auto answer = Ask(server.Port(), Post("/run", R"({"code":"x"})"));
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body, R"({"detail":"Internal Server Error"})");
}

TEST(RunHandlerTest, ExceptionsDoNotLeaveIt) {
  Services services = TestServices();
  services.run = [](const ExecutionRequest&, const std::string&, std::stop_token) -> Result<ExecutionResult> {
    throw std::runtime_error("/secret/path");
  };
  const TestServer server(TestOptions(), services);
  RawClient client(server.Port());
  client.Send(Post("/run", R"({"code":"x"})"));
  EXPECT_EQ(client.Receive()->body, R"({"detail":"Internal Server Error"})");
  client.Send(Get("/health"));
  EXPECT_EQ(client.Receive()->status, 200);
}

TEST(RunHandlerTest, AFullQueueSaysWhenToTryAgain) {
  const TestServer server(TestOptions(), ServicesThatFail({ErrorCode::kResourceExhausted, "The queue is full"}));
  const auto answer = Ask(server.Port(), Post("/run", R"({"code":"x"})"));
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->headers.at("retry-after"), "1");
}

TEST(RunHandlerTest, TheRunKnowsWhoAsks) {
  ServerOptions options = TestOptions();
  options.secrets = {"key", "token"};
  Services services = TestServices();
  services.run = [](const ExecutionRequest& request, const std::string& run_id, std::stop_token) {
    return Result<ExecutionResult>(Printed(request.Caller(), run_id));
  };
  const TestServer server(options, services);
  const auto ask = [&server](const std::string& header) {
    const auto answer = Ask(server.Port(), Post("/run", R"({"code":"x"})", header + "\r\n"));
    return answer->body.substr(0, answer->body.find(','));
  };
  EXPECT_EQ(ask("X-API-Key: key"), ask("Authorization: Bearer key"));
  EXPECT_NE(ask("X-API-Key: key"), ask("X-API-Key: token"));
}

TEST(RunHandlerTest, LargeOutputArrivesWhole) {
  constexpr std::size_t kOutputBytes = 8 << 20;
  Services services = TestServices();
  services.run = [](const ExecutionRequest&, const std::string& run_id, std::stop_token) {
    return Result<ExecutionResult>(Printed(std::string(kOutputBytes, '\n'), run_id));
  };
  const TestServer server(TestOptions(), services);
  const auto answer = Ask(server.Port(), Post("/run", R"({"code":"x"})"));
  ASSERT_TRUE(answer);
  EXPECT_GT(answer->body.size(), 2 * kOutputBytes);
  EXPECT_TRUE(answer->body.ends_with("}"));
}

// Waits inside a run until its stop is requested.
class WaitingRun {
 public:
  Services MakeServices() {
    Services services = TestServices();
    services.run = [this](const ExecutionRequest&, const std::string& run_id, std::stop_token stop) {
      started_.set_value();
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any().wait(lock, stop, [] { return false; });
      stopped_.set_value();
      return Result<ExecutionResult>(Printed("", run_id));
    };
    return services;
  }
  void AwaitStart() { started_.get_future().wait(); }
  bool Stops() { return stopped_.get_future().wait_for(std::chrono::seconds(60)) == std::future_status::ready; }

 private:
  std::promise<void> started_;
  std::promise<void> stopped_;
};

TEST(RunHandlerTest, AClientThatClosesEndsItsRun) {
  WaitingRun run;
  const TestServer server(TestOptions(), run.MakeServices());
  RawClient client(server.Port());
  client.Send(Post("/run", R"({"code":"x"})"));
  run.AwaitStart();
  client.Close();
  EXPECT_TRUE(run.Stops());
}

TEST(RunHandlerTest, AServerThatStopsEndsTheRunsThatDoNotEndThemselves) {
  WaitingRun run;
  TestServer server(TestOptions(), run.MakeServices());
  RawClient client(server.Port());
  client.Send(Post("/run", R"({"code":"x"})"));
  run.AwaitStart();
  server.Get().Stop(std::chrono::milliseconds(1));
  EXPECT_TRUE(run.Stops());
}

}  // namespace
}  // namespace code_runner::http
