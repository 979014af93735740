#include "docker/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <latch>
#include <thread>
#include <vector>

#include "core/docker/tls_proxy.h"
#include "support/fake_engine.h"

namespace code_runner::docker {
namespace {

using std::chrono::milliseconds;
using testing::Certificates;
using testing::FakeConnection;
using testing::FakeEngine;
using testing::FakeRequest;
using testing::FakeResponse;
using testing::TlsProxy;

constexpr milliseconds kNeverExpires{60'000};
constexpr milliseconds kSurelyExpires{50};
constexpr std::size_t kResponseBytesMax = 100'000;

ClientOptions OptionsFor(const Endpoint& endpoint) {
  return {.endpoint = endpoint,
          .connect_timeout = kNeverExpires,
          .request_timeout = kNeverExpires,
          .response_bytes_max = kResponseBytesMax};
}

ClientOptions OptionsFor(const FakeEngine& engine) {
  return OptionsFor(*Endpoint::Parse(engine.SocketPath(), ""));
}

Request Get(const std::string& target) {
  return {.target = target, .timeout = kNeverExpires};
}

// Answers every `GET /cut` with these bytes and closes.
void CutAfter(FakeEngine& engine, const std::string& bytes) {
  engine.OnConnection("GET /cut", [bytes](const FakeRequest&, FakeConnection& connection) { connection.Write(bytes); });
}

void ExpectUnreachable(const Result<Response>& response) {
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kDockerUnreachable) << response.error().LogText();
  EXPECT_EQ(response.error().message, "Docker is not reachable");
  EXPECT_NE(response.error().log, "");
  ASSERT_TRUE(response.error().retry_after.has_value());
  EXPECT_GE(response.error().retry_after->count(), 1);
  EXPECT_LE(response.error().retry_after->count(), 5);
}

TEST(Transport, BringsStatusVersionAndBody) {
  FakeEngine engine;
  engine.On("POST /thing", [](const FakeRequest& request) { return FakeResponse{418, "got " + request.body}; });
  Transport transport(OptionsFor(engine));
  const Result<Response> response =
      transport.Perform({.method = "POST", .target = "/thing?a=b", .body = "this", .timeout = kNeverExpires});
  ASSERT_TRUE(response.ok()) << response.error().LogText();
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(response->api_version, "1.41");
  EXPECT_EQ(response->body, "got this");
  EXPECT_EQ(engine.Requests().back().query, "a=b");
}

TEST(Transport, KeepsItsConnection) {
  FakeEngine engine;
  Transport transport(OptionsFor(engine));
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(transport.Perform(Get("/_ping")).ok());
  EXPECT_EQ(engine.ConnectionCount(), 1);
}

TEST(Transport, ServesManyThreads) {
  FakeEngine engine;
  Transport transport(OptionsFor(engine));
  std::atomic<int> answered = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        for (int call = 0; call < 25; ++call) answered += transport.Perform(Get("/_ping")).ok() ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(answered, 16 * 25);
}

TEST(Transport, SaysWhenNobodyListens) {
  FakeEngine engine;
  engine.Stop();
  Transport transport(OptionsFor(engine));
  ExpectUnreachable(transport.Perform(Get("/_ping")));
  EXPECT_FALSE(transport.Connect().ok());
}

TEST(Transport, GivesUpOnAnEngineThatNeverAnswers) {
  FakeEngine engine;
  engine.OnConnection("GET /hang",
                      [](const FakeRequest&, FakeConnection& connection) { connection.ReadUntilClosed(); });
  Transport transport(OptionsFor(engine));
  const Result<Response> response = transport.Perform({.target = "/hang", .timeout = kSurelyExpires});
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kDeadlineExceeded);
  EXPECT_TRUE(transport.Perform(Get("/_ping")).ok());
}

TEST(Transport, GivesUpOnAnAnswerThatStopsHalfWay) {
  FakeEngine engine;
  engine.OnConnection("GET /hang", [](const FakeRequest&, FakeConnection& connection) {
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    connection.ReadUntilClosed();
  });
  Transport transport(OptionsFor(engine));
  const Result<Response> response = transport.Perform({.target = "/hang", .timeout = kSurelyExpires});
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kDeadlineExceeded);
}

TEST(Transport, TakesNoAnswerThatIsNotWhole) {
  FakeEngine engine;
  Transport transport(OptionsFor(engine));
  for (const std::string bytes : {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                                  "\x16\x03\x01garbage\r\n\r\n", "SSH-2.0-OpenSSH\r\n"}) {
    CutAfter(engine, bytes);
    SCOPED_TRACE(bytes);
    ExpectUnreachable(transport.Perform(Get("/cut")));
  }
}

TEST(Transport, BoundsAnAnswer) {
  FakeEngine engine;
  engine.On("GET /fits", [](const FakeRequest&) { return FakeResponse{200, std::string(kResponseBytesMax, 'x')}; });
  engine.On("GET /huge", [](const FakeRequest&) { return FakeResponse{200, std::string(kResponseBytesMax + 1, 'x')}; });
  engine.OnConnection("GET /endless", [](const FakeRequest&, FakeConnection& connection) {
    connection.Write("HTTP/1.1 200 OK\r\n\r\n");
    while (connection.Write(std::string(10'000, 'x'))) {
    }
  });
  Transport transport(OptionsFor(engine));
  EXPECT_TRUE(transport.Perform(Get("/fits")).ok());
  for (const std::string target : {"/huge", "/endless"}) {
    const Result<Response> response = transport.Perform(Get(target));
    ASSERT_FALSE(response.ok()) << target;
    EXPECT_EQ(response.error().code, ErrorCode::kDockerError);
  }
}

TEST(Transport, SurvivesARestartOfTheEngine) {
  FakeEngine engine;
  Transport transport(OptionsFor(engine));
  ASSERT_TRUE(transport.Perform(Get("/_ping")).ok());
  engine.Stop();
  ExpectUnreachable(transport.Perform(Get("/_ping")));
  engine.Start();
  EXPECT_TRUE(transport.Perform(Get("/_ping")).ok());
}

// A kept connection that is closed just when the request has been sent, as a restart may do.
TEST(Transport, RepeatsARepeatableRequestOnANewConnection) {
  FakeEngine engine;
  std::atomic<int> calls = 0;
  engine.OnConnection("DELETE /thing", [&](const FakeRequest&, FakeConnection& connection) {
    if (++calls > 1) connection.Write("HTTP/1.1 204 Gone\r\n\r\n");
  });
  Transport transport(OptionsFor(engine));
  ASSERT_TRUE(transport.Perform(Get("/_ping")).ok());
  const Result<Response> response =
      transport.Perform({.method = "DELETE", .target = "/thing", .timeout = kNeverExpires});
  ASSERT_TRUE(response.ok()) << response.error().LogText();
  EXPECT_EQ(response->status, 204);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(engine.ConnectionCount(), 2);
}

TEST(Transport, GivesUpWhenTheNewConnectionFailsToo) {
  FakeEngine engine;
  CutAfter(engine, "");
  Transport transport(OptionsFor(engine));
  ASSERT_TRUE(transport.Perform(Get("/_ping")).ok());
  ExpectUnreachable(transport.Perform(Get("/cut")));
  EXPECT_EQ(engine.Requests("GET /cut").size(), 2U);
}

TEST(Transport, NeverRepeatsAnotherRequest) {
  FakeEngine engine;
  engine.OnConnection("POST /thing", [](const FakeRequest&, FakeConnection&) {});
  Transport transport(OptionsFor(engine));
  ASSERT_TRUE(transport.Perform(Get("/_ping")).ok());
  ExpectUnreachable(transport.Perform(
      {.method = "POST", .target = "/thing", .body = "{}", .timeout = kNeverExpires, .repeatable = false}));
  EXPECT_EQ(engine.Requests("POST /thing").size(), 1U);
}

TEST(Transport, StreamsTheBodyOfASuccess) {
  FakeEngine engine;
  const std::string body(10 * kResponseBytesMax, 'x');
  engine.On("GET /stream", [&](const FakeRequest&) { return FakeResponse{200, body}; });
  engine.On("GET /fail", [&](const FakeRequest&) { return FakeResponse{500, "sorry"}; });
  Transport transport(OptionsFor(engine));
  std::string streamed;
  Request request = Get("/stream");
  request.on_body = [&](std::string_view bytes) {
    streamed += bytes;
    return Ok();
  };
  ASSERT_TRUE(transport.Perform(request).ok());
  EXPECT_EQ(streamed, body);

  request.target = "/fail";
  const Result<Response> failed = transport.Perform(request);
  ASSERT_TRUE(failed.ok());
  EXPECT_EQ(failed->status, 500);
  EXPECT_EQ(failed->body, "sorry");
  EXPECT_EQ(streamed, body);
}

TEST(Transport, EndsACallWhoseBodyIsRefused) {
  FakeEngine engine;
  engine.On("GET /stream", [](const FakeRequest&) { return FakeResponse{200, "poison"}; });
  Transport transport(OptionsFor(engine));
  Request request = Get("/stream");
  request.on_body = [](std::string_view) -> Status { return Error{ErrorCode::kConflict, "not this", "reason"}; };
  const Result<Response> response = transport.Perform(request);
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kConflict);
  EXPECT_EQ(response.error().log, "GET /stream: reason");
}

TEST(Transport, EndsACallThatIsStopped) {
  FakeEngine engine;
  std::latch asked(1);
  engine.OnConnection("GET /hang", [&](const FakeRequest&, FakeConnection& connection) {
    asked.count_down();
    connection.ReadUntilClosed();
  });
  Transport transport(OptionsFor(engine));
  std::stop_source source;
  const std::jthread stopper([&] {
    asked.wait();
    source.request_stop();
  });
  Request request = Get("/hang");
  request.stop = source.get_token();
  const Result<Response> response = transport.Perform(request);
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().code, ErrorCode::kCancelled);
}

TEST(Transport, IgnoresProxiesOfTheEnvironment) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("https_proxy", "http://127.0.0.1:1", 1);
  FakeEngine engine;
  const Certificates certificates;
  const TlsProxy proxy(certificates, engine.SocketPath());
  Transport plain(OptionsFor(engine));
  Transport tls(OptionsFor(*Endpoint::Parse(proxy.Host(), certificates.ClientDir())));
  EXPECT_TRUE(plain.Perform(Get("/_ping")).ok());
  EXPECT_TRUE(tls.Perform(Get("/_ping")).ok());
  ::unsetenv("http_proxy");
  ::unsetenv("https_proxy");
}

TEST(TransportOverTls, BringsAnswersAndKeepsItsConnection) {
  FakeEngine engine;
  engine.On("POST /echo", [](const FakeRequest& request) { return FakeResponse{200, request.body}; });
  const Certificates certificates;
  const TlsProxy proxy(certificates, engine.SocketPath());
  Transport transport(OptionsFor(*Endpoint::Parse(proxy.Host(), certificates.ClientDir())));
  const std::string body(kResponseBytesMax, 'e');
  for (int i = 0; i < 5; ++i) {
    const Result<Response> response =
        transport.Perform({.method = "POST", .target = "/echo", .body = body, .timeout = kNeverExpires});
    ASSERT_TRUE(response.ok()) << response.error().LogText();
    EXPECT_EQ(response->body, body);
  }
  EXPECT_EQ(engine.ConnectionCount(), 1);
}

TEST(TransportOverTls, RefusesAServerOfAnotherAuthority) {
  FakeEngine engine;
  const Certificates certificates;
  const Certificates others;
  const TlsProxy proxy(others, engine.SocketPath());
  Transport transport(OptionsFor(*Endpoint::Parse(proxy.Host(), certificates.ClientDir())));
  ExpectUnreachable(transport.Perform(Get("/_ping")));
  EXPECT_FALSE(transport.Connect().ok());
  EXPECT_TRUE(engine.Requests().empty());
}

TEST(TransportOverTls, RefusesAServerOfAnotherName) {
  FakeEngine engine;
  const Certificates certificates;
  const TlsProxy proxy(certificates, engine.SocketPath());
  const std::string host = proxy.Host();
  const std::string by_name = "tcp://localhost" + host.substr(host.rfind(':'));
  Transport transport(OptionsFor(*Endpoint::Parse(by_name, certificates.ClientDir())));
  ExpectUnreachable(transport.Perform(Get("/_ping")));
}

TEST(TransportOverTls, IsRefusedWithoutTheRightCertificate) {
  FakeEngine engine;
  const Certificates certificates;
  const Certificates others;
  const TlsProxy proxy(certificates, engine.SocketPath());
  Endpoint endpoint = *Endpoint::Parse(proxy.Host(), certificates.ClientDir());
  const Endpoint stranger = *Endpoint::Parse(proxy.Host(), others.ClientDir());
  endpoint.cert_file = stranger.cert_file;
  endpoint.key_file = stranger.key_file;
  Transport transport(OptionsFor(endpoint));
  ExpectUnreachable(transport.Perform(Get("/_ping")));
  EXPECT_TRUE(engine.Requests().empty());
}

}  // namespace
}  // namespace code_runner::docker
