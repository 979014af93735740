#include "http/exchange.h"

#include <gtest/gtest.h>

#include "core/http/raw_client.h"
#include "core/http/test_server.h"

namespace code_runner::http {
namespace {

constexpr std::string_view kRun = R"({"code":"x"})";

TEST(ExchangeTest, EveryAnswerHasTheCommonFields) {
  const TestServer server;
  for (const std::string& request :
       {Get("/health"), Get("/nowhere"), Post("/health", ""), std::string("nonsense\r\n\r\n"), Post("/run", "{")}) {
    const auto answer = Ask(server.Port(), request);
    ASSERT_TRUE(answer) << request;
    EXPECT_EQ(answer->headers.at("x-request-id").size(), 32U);
    EXPECT_EQ(answer->headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer->headers.at("content-type"), "application/json");
    EXPECT_FALSE(answer->headers.contains("server"));
    EXPECT_FALSE(answer->headers.contains("access-control-allow-origin"));
  }
}

TEST(ExchangeTest, TheCallersRequestIdIsKept) {
  const TestServer server;
  EXPECT_EQ(Ask(server.Port(), Get("/health", "X-Request-Id: mine.1\r\n"))->headers.at("x-request-id"), "mine.1");
  EXPECT_EQ(Ask(server.Port(), Get("/health", "X-Request-Id: not mine\r\n"))->headers.at("x-request-id").size(), 32U);
}

TEST(ExchangeTest, Health) {
  EXPECT_EQ(Ask(TestServer().Port(), Get("/health"))->body,
            R"({"status":"ok","docker_connected":true,"auth_enabled":false})");
  Services services = TestServices();
  services.docker_connected = [] { return false; };
  ServerOptions options = TestOptions();
  options.secrets = {"key"};
  EXPECT_EQ(Ask(TestServer(options, services).Port(), Get("/health"))->body,
            R"({"status":"degraded","docker_connected":false,"auth_enabled":true})");
}

TEST(ExchangeTest, RuntimesAndImagesAreTheSame) {
  const TestServer server;
  const auto runtimes = Ask(server.Port(), Get("/runtimes"));
  EXPECT_TRUE(runtimes->body.ends_with(R"("default":"code-runner-python"})"));
  EXPECT_EQ(Ask(server.Port(), Get("/images?x=1"))->body, runtimes->body);
}

TEST(ExchangeTest, TheRootSendsBrowsersToThePlayground) {
  const TestServer server;
  EXPECT_EQ(Ask(server.Port(), Get("/"))->body, R"({"message":"Code Runner is operational."})");
  const auto answer = Ask(server.Port(), Get("/", "Accept: text/html,*/*;q=0.8\r\n"));
  EXPECT_EQ(answer->status, 307);
  EXPECT_EQ(answer->headers.at("location"), "/ui");
}

TEST(ExchangeTest, ThePlaygroundNeedsNothingFromElsewhere) {
  const auto answer = Ask(TestServer().Port(), Get("/ui"));
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_TRUE(answer->body.starts_with("<!doctype html>"));
  EXPECT_TRUE(answer->body.ends_with("</html>\n"));
  for (const char* reference : {"http:", "https:", "src=", "<link", "@import", "url(", " style=", " onclick="}) {
    EXPECT_EQ(answer->body.find(reference), std::string::npos) << reference;
  }
  const std::string& policy = answer->headers.at("content-security-policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; connect-src 'self'; script-src 'sha256-"));
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST(ExchangeTest, HeadIsGetWithoutTheBody) {
  const TestServer server;
  RawClient client(server.Port());
  for (const char* path : {"/", "/health", "/runtimes", "/images", "/ui"}) {
    client.Send("HEAD " + std::string(path) + " HTTP/1.1\r\n\r\n" + Get(path));
    const auto head = client.Receive(false);
    const auto get = client.Receive();
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->headers.at("content-length"), std::to_string(get->body.size())) << path;
  }
}

TEST(ExchangeTest, UnknownPathsAndMethods) {
  const TestServer server;
  EXPECT_EQ(Ask(server.Port(), Get("/nowhere"))->body, R"({"detail":"Not Found"})");
  const auto answer = Ask(server.Port(), Get("/run"));
  EXPECT_EQ(answer->status, 405);
  EXPECT_EQ(answer->body, R"({"detail":"Method Not Allowed"})");
  EXPECT_EQ(answer->headers.at("allow"), "POST");
  EXPECT_EQ(Ask(server.Port(), Post("/health", ""))->headers.at("allow"), "GET, HEAD");
}

TEST(ExchangeTest, EverythingButTheOpenPathsNeedsCredentials) {
  ServerOptions options = TestOptions();
  options.secrets = {"key"};
  const TestServer server(options);
  for (const char* path : {"/", "/health", "/ui"}) EXPECT_EQ(Ask(server.Port(), Get(path))->status, 200) << path;
  for (const std::string& request : {Get("/runtimes"), Get("/images"), Post("/run", kRun)}) {
    const auto answer = Ask(server.Port(), request);
    EXPECT_EQ(answer->status, 401);
    EXPECT_EQ(answer->headers.at("www-authenticate"), "Bearer");
  }
  EXPECT_EQ(Ask(server.Port(), Get("/runtimes", "X-API-Key: wrong\r\n"))->status, 403);
  EXPECT_EQ(Ask(server.Port(), Get("/runtimes", "X-API-Key: key\r\n"))->status, 200);
  EXPECT_EQ(Ask(server.Port(), Post("/run", kRun, "Authorization: Bearer key\r\n"))->status, 200);
  EXPECT_EQ(Ask(server.Port(), Get("/nowhere"))->status, 404);
}

TEST(ExchangeTest, CredentialsAreCheckedBeforeTheBodyIsThere) {
  ServerOptions options = TestOptions();
  options.secrets = {"key"};
  const TestServer server(options);
  RawClient client(server.Port());
  client.Send("POST /run HTTP/1.1\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Receive()->status, 401);
}

TEST(ExchangeTest, SandboxesMayNotUseTheServer) {
  Services services = TestServices();
  services.is_sandbox_address = [](const std::string& ip) { return ip == "127.0.0.1"; };
  EXPECT_EQ(Ask(TestServer(TestOptions(), services).Port(), Get("/health"))->status, 403);
}

TEST(ExchangeTest, MalformedRequestsAre400) {
  const TestServer server;
  for (const char* request : {"\r\n\r\n", "nonsense\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP\r\n\r\n",
                              "GET / HTTP/1.1\r\nA B: c\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
                              "POST /run HTTP/1.1\r\nContent-Length: x\r\n\r\n"}) {
    RawClient client(server.Port());
    client.Send(request);
    client.ShutdownWriting();
    const auto answer = client.Receive();
    ASSERT_TRUE(answer) << request;
    EXPECT_EQ(answer->status, 400) << request;
    EXPECT_TRUE(answer->body.starts_with(R"({"detail":")")) << request;
    EXPECT_TRUE(client.IsClosed());
  }
  EXPECT_EQ(Ask(server.Port(), "GET / HTTP/3.0\r\n\r\n")->status, 505);
}

TEST(ExchangeTest, AHeaderThatIsCutOffIsNoRequest) {
  const TestServer server;
  RawClient client(server.Port());
  client.Send("GET /health HTTP/1.1\r\nHost: te");
  client.ShutdownWriting();
  EXPECT_EQ(client.Receive()->status, 400);
}

TEST(ExchangeTest, HeadersThatAreTooLargeAre431) {
  const TestServer server;
  EXPECT_EQ(Ask(server.Port(), Get("/", "A: " + std::string(20'000, 'x') + "\r\n"))->status, 431);
  std::string fields;
  for (int i = 0; i < 50; ++i) fields += "A: " + std::string(1000, 'x') + "\r\n";
  EXPECT_EQ(Ask(server.Port(), Get("/", fields))->status, 431);
  EXPECT_EQ(Ask(server.Port(), Get("/" + std::string(40'000, 'x')))->status, 431);
}

TEST(ExchangeTest, ABodyOverTheLimitIsNotRead) {
  ServerOptions options = TestOptions();
  options.max_body_bytes = 1000;
  const TestServer server(options);
  RawClient client(server.Port());
  client.Send("POST /run HTTP/1.1\r\nContent-Length: 1001\r\n\r\n");
  const auto answer = client.Receive();
  EXPECT_EQ(answer->status, 413);
  EXPECT_EQ(answer->headers.at("connection"), "Close");
  EXPECT_TRUE(client.IsClosed());
}

TEST(ExchangeTest, AClientThatSendsTooMuchAtOnceStillSeesTheAnswer) {
  const TestServer server;
  EXPECT_EQ(Ask(server.Port(), Post("/run", std::string(20 << 20, 'x')))->status, 413);
}

TEST(ExchangeTest, LargeBodiesShareABudgetThatSmallOnesDoNotNeed) {
  ServerOptions options = TestOptions();
  options.max_pending_body_bytes = 500'000;
  const TestServer server(options);
  const std::string large = R"({"code":"x","unknown":")" + std::string(400'000, 'x') + "\"}";
  EXPECT_EQ(Ask(server.Port(), Post("/run", large))->status, 200);
  EXPECT_EQ(Ask(server.Port(), Post("/run", large))->status, 200);  // the first one gave its share back
  const auto answer = Ask(server.Port(), Post("/run", large + large));
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->headers.at("retry-after"), "1");
  EXPECT_EQ(Ask(server.Port(), Post("/run", kRun))->status, 200);
}

TEST(ExchangeTest, ChunkedBodies) {
  ServerOptions options = TestOptions();
  options.max_body_bytes = 1000;
  const TestServer server(options);
  const std::string head = "POST /run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  RawClient client(server.Port());
  client.Send(head + "6\r\n{\"code\r\n6\r\n\":\"x\"}\r\n0\r\n\r\n" + Get("/health"));
  EXPECT_EQ(client.Receive()->status, 200);
  EXPECT_EQ(client.Receive()->status, 200);
  EXPECT_EQ(Ask(server.Port(), head + "3E9\r\n")->status, 413);
  EXPECT_EQ(Ask(server.Port(), head + "zz\r\n")->status, 400);
}

TEST(ExchangeTest, ExpectContinue) {
  const TestServer server;
  RawClient client(server.Port());
  client.Send("POST /run HTTP/1.1\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Receive(false)->status, 100);
  client.Send(kRun);
  EXPECT_EQ(client.Receive()->status, 200);
}

TEST(ExchangeTest, NobodyIsAskedToSendABodyThatIsTooLarge) {
  const TestServer server;
  RawClient client(server.Port());
  client.Send("POST /run HTTP/1.1\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Receive()->status, 413);
}

}  // namespace
}  // namespace code_runner::http
