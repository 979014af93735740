#include "http/connection.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "core/http/raw_client.h"
#include "core/http/test_server.h"

namespace code_runner::http {
namespace {

constexpr std::string_view kRun = R"({"code":"x"})";

TEST(ConnectionTest, IsUsedForManyRequests) {
  const TestServer server;
  RawClient client(server.Port());
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(client.Send(i % 2 == 0 ? Post("/run", kRun) : Get("/nowhere")));
    const auto answer = client.Receive();
    EXPECT_EQ(answer->status, i % 2 == 0 ? 200 : 404);
    EXPECT_EQ(answer->headers.at("connection"), "Keep-Alive");
  }
}

TEST(ConnectionTest, PipelinedRequestsAreAnsweredInOrder) {
  const TestServer server;
  RawClient client(server.Port());
  std::string requests;
  for (int i = 0; i < 50; ++i) requests += Post("/run", "{\"code\":\"" + std::to_string(i) + "\"}");
  client.Send(requests);
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(client.Receive()->body.starts_with("{\"stdout\":\"" + std::to_string(i) + "\""));
  }
}

TEST(ConnectionTest, ClosesWhenTheClientWantsIt) {
  const TestServer server;
  for (const std::string& request :
       {Get("/health", "Connection: close\r\n"), std::string("GET /health HTTP/1.0\r\n\r\n")}) {
    RawClient client(server.Port());
    client.Send(request);
    const auto answer = client.Receive();
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->headers.at("connection"), "Close");
    EXPECT_TRUE(client.IsClosed());
  }
}

TEST(ConnectionTest, AClientOfVersion10MayKeepIt) {
  const TestServer server;
  RawClient client(server.Port());
  for (int i = 0; i < 2; ++i) {
    client.Send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.Receive()->status, 200);
  }
}

TEST(ConnectionTest, ABodyThatNobodyReadsEndsIt) {
  const TestServer server;
  RawClient client(server.Port());
  client.Send("GET /health HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello" + Get("/health"));
  EXPECT_EQ(client.Receive()->headers.at("connection"), "Close");
  EXPECT_TRUE(client.IsClosed());
}

TEST(ConnectionTest, IdleOnesAreClosed) {
  ServerOptions options = TestOptions();
  options.idle_timeout = kSurelyExpires;
  const TestServer server(options);
  RawClient silent(server.Port());
  EXPECT_TRUE(silent.IsClosed());
  RawClient client(server.Port());
  client.Send(Get("/health"));
  EXPECT_EQ(client.Receive()->status, 200);
  EXPECT_TRUE(client.IsClosed());
}

// Sends a byte now and then until the server has enough of it.
RawAnswer AnswerToDripping(RawClient& client, std::string_view bytes) {
  std::jthread drip([&](std::stop_token stop) {
    for (std::size_t i = 0; !stop.stop_requested() && client.Send(bytes.substr(i % bytes.size(), 1)); ++i) {
      std::this_thread::sleep_for(kSurelyExpires / 10);
    }
  });
  return client.Receive().value_or(RawAnswer());
}

TEST(ConnectionTest, AHeaderMustBeCompleteInTimeHoweverItArrives) {
  ServerOptions options = TestOptions();
  options.header_timeout = kSurelyExpires;
  const TestServer server(options);
  RawClient half(server.Port());
  half.Send("GET /health HT");
  EXPECT_EQ(half.Receive()->status, 408);
  RawClient dripping(server.Port());
  dripping.Send("GET /health HTTP/1.1\r\nA: ");
  EXPECT_EQ(AnswerToDripping(dripping, "x").status, 408);
}

TEST(ConnectionTest, ABodyMustBeCompleteInTimeHoweverItArrives) {
  ServerOptions options = TestOptions();
  options.body_timeout = kSurelyExpires;
  const TestServer server(options);
  RawClient half(server.Port());
  half.Send("POST /run HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{");
  EXPECT_EQ(half.Receive()->status, 408);
  RawClient dripping(server.Port());
  dripping.Send("POST /run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(AnswerToDripping(dripping, "1\r\nx\r\n").status, 408);
}

TEST(ConnectionTest, AClientThatDoesNotReadItsAnswerIsCutOff) {
  std::promise<void> started;
  Services services = TestServices();
  services.run = [&](const ExecutionRequest&, const std::string& run_id, std::stop_token) {
    started.set_value();
    return Result<ExecutionResult>(Printed(std::string(32 << 20, 'x'), run_id));
  };
  ServerOptions options = TestOptions();
  options.write_timeout = kSurelyExpires;
  TestServer server(options, services);
  RawClient client(server.Port());
  client.Send(Post("/run", kRun));
  started.get_future().wait();
  server.Get().Stop(kNeverExpires);  // waits for the answer's end
  EXPECT_FALSE(client.Receive());    // it was not sent to its end
}

TEST(ConnectionTest, AClientThatResetsItDoesNoHarm) {
  const TestServer server;
  for (int i = 0; i < 50; ++i) {
    RawClient client(server.Port());
    client.Send(Post("/run", kRun) + Post("/run", kRun) + Post("/run", kRun));
    client.Close();  // with answers unread: a reset
  }
  EXPECT_EQ(Ask(server.Port(), Get("/health"))->status, 200);
}

}  // namespace
}  // namespace code_runner::http
