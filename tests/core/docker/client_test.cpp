#include "docker/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "support/fake_engine.h"

namespace code_runner::docker {
namespace {

using std::chrono::milliseconds;
using testing::FakeConnection;
using testing::FakeEngine;
using testing::FakeRequest;
using testing::FakeResponse;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr milliseconds kNeverExpires{60'000};
constexpr milliseconds kSurelyExpires{50};
constexpr char kInfo[] = R"({"ServerVersion":"99.1","NCPU":2,"MemTotal":1024,"Runtimes":{"runc":{}}})";

FakeEngine::Answer Always(int status, const std::string& body) {
  return [=](const FakeRequest&) { return FakeResponse{status, body}; };
}

class ClientTest : public ::testing::Test {
 protected:
  ClientOptions Options() const {
    return {.endpoint = *Endpoint::Parse(engine_.SocketPath(), ""),
            .connect_timeout = kNeverExpires,
            .request_timeout = kNeverExpires,
            .ping_timeout = kNeverExpires,
            .build_timeout = kNeverExpires};
  }

  FakeRequest Last() const { return engine_.Requests().back(); }

  FakeEngine engine_;
  Client client_{Options()};
};

TEST_F(ClientTest, AsksForTheVersionOnce) {
  engine_.SetApiVersion("1.44");
  engine_.On("GET /info", Always(200, kInfo));
  for (int i = 0; i < 3; ++i) {
    const Result<EngineInfo> info = client_.Info();
    ASSERT_TRUE(info.ok()) << info.error().LogText();
    EXPECT_EQ(info->api_version, "1.44");
    EXPECT_EQ(info->version, "99.1");
  }
  EXPECT_EQ(Last().version, "1.44");
  EXPECT_EQ(engine_.Requests("GET /_ping").size(), 1U);
}

TEST_F(ClientTest, StaysWithTheNewestVersionItKnows) {
  engine_.SetApiVersion("1.99");
  engine_.On("GET /info", Always(200, kInfo));
  EXPECT_EQ(client_.Info()->api_version, "1.47");
  EXPECT_EQ(Last().version, "1.47");
}

TEST_F(ClientTest, RefusesAnEngineThatIsTooOld) {
  engine_.SetApiVersion("1.40");
  const Result<EngineInfo> info = client_.Info();
  ASSERT_FALSE(info.ok());
  EXPECT_EQ(info.error().code, ErrorCode::kDockerError);
  EXPECT_THAT(info.error().message, HasSubstr("too old"));
  EXPECT_TRUE(engine_.Requests("GET /info").empty());
}

TEST_F(ClientTest, RefusesAnEngineWithoutVersion) {
  engine_.SetApiVersion("");
  EXPECT_EQ(client_.Info().error().code, ErrorCode::kDockerError);
  EXPECT_TRUE(client_.Ping().ok());
}

TEST_F(ClientTest, NegotiatesAgainWhenTheEngineCameBackAsAnother) {
  engine_.SetApiVersion("1.47");
  engine_.On("GET /info", [](const FakeRequest& request) {
    if (request.version == "1.41") return FakeResponse{200, kInfo};
    return FakeResponse{400, R"({"message":"client version 1.47 is too new. Maximum supported API version is 1.41"})"};
  });
  engine_.On("GET /images/*/json", Always(200, R"({"Id":"sha256:a","Size":1})"));
  ASSERT_TRUE(client_.InspectImage("x").ok());
  EXPECT_EQ(Last().version, "1.47");
  engine_.SetApiVersion("1.41");
  const Result<EngineInfo> info = client_.Info();
  ASSERT_TRUE(info.ok()) << info.error().LogText();
  EXPECT_EQ(info->api_version, "1.41");
}

TEST_F(ClientTest, NegotiatesAgainAfterTheEngineWasLost) {
  engine_.On("GET /info", Always(200, kInfo));
  EXPECT_EQ(client_.Info()->api_version, "1.41");
  engine_.Stop();
  EXPECT_EQ(client_.Info().error().code, ErrorCode::kDockerUnreachable);
  engine_.SetApiVersion("1.45");
  engine_.Start();
  EXPECT_EQ(client_.Info()->api_version, "1.45");
}

TEST_F(ClientTest, DoesNotAskForEverWhenNoVersionPleases) {
  engine_.On("GET /info", Always(400, R"({"message":"client version 1.41 is too old"})"));
  const Result<EngineInfo> info = client_.Info();
  ASSERT_FALSE(info.ok());
  EXPECT_EQ(info.error().code, ErrorCode::kDockerError);
  EXPECT_THAT(info.error().log, HasSubstr("too old"));
  EXPECT_EQ(engine_.Requests("GET /info").size(), 2U);
}

TEST_F(ClientTest, PingSaysWhetherTheEngineAnswers) {
  EXPECT_TRUE(client_.Ping().ok());
  engine_.On("GET /_ping", Always(500, "sick"));
  EXPECT_EQ(client_.Ping().error().code, ErrorCode::kDockerError);
  engine_.Stop();
  EXPECT_EQ(client_.Ping().error().code, ErrorCode::kDockerUnreachable);
}

TEST_F(ClientTest, PingIsBoundedByItsOwnDeadline) {
  ClientOptions options = Options();
  options.ping_timeout = kSurelyExpires;
  Client client(options);
  engine_.OnConnection("GET /_ping",
                       [](const FakeRequest&, FakeConnection& connection) { connection.ReadUntilClosed(); });
  EXPECT_EQ(client.Ping().error().code, ErrorCode::kDeadlineExceeded);
}

TEST_F(ClientTest, KeepsTheEnginesWordsForTheLog) {
  engine_.On("POST /containers/create", Always(500, R"({"message":"secret path /var/lib/docker"})"));
  const Result<std::string> id = client_.CreateContainer({.image = "x"});
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().code, ErrorCode::kDockerError);
  EXPECT_THAT(id.error().message, Not(HasSubstr("secret")));
  EXPECT_THAT(id.error().log, HasSubstr("secret path /var/lib/docker"));
  EXPECT_THAT(id.error().log, HasSubstr("500"));
}

TEST_F(ClientTest, CreatesContainers) {
  engine_.On("POST /containers/create", Always(201, R"({"Id":"abc","Warnings":[]})"));
  EXPECT_EQ(*client_.CreateContainer({.image = "x", .name = "my name"}), "abc");
  EXPECT_EQ(Last().query, "name=my%20name");
  EXPECT_THAT(Last().body, HasSubstr(R"("Image":"x")"));
  EXPECT_THAT(Last().header, HasSubstr("Content-Type: application/json"));
  EXPECT_EQ(*client_.CreateContainer({.image = "x"}), "abc");
  EXPECT_EQ(Last().query, "");
  engine_.On("POST /containers/create", Always(404, R"({"message":"No such image"})"));
  EXPECT_EQ(client_.CreateContainer({.image = "x"}).error().code, ErrorCode::kNotFound);
}

TEST_F(ClientTest, GivesUpACallThatIsStopped) {
  std::stop_source source;
  engine_.OnConnection("*/containers/*", [&](const FakeRequest&, FakeConnection& connection) {
    source.request_stop();
    connection.ReadUntilClosed();
  });
  engine_.OnConnection("GET /images/*", [&](const FakeRequest&, FakeConnection& connection) {
    source.request_stop();
    connection.ReadUntilClosed();
  });
  const auto stop = [&] { return (source = std::stop_source()).get_token(); };
  EXPECT_EQ(client_.CreateContainer({.image = "x"}, stop()).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(client_.StartContainer("abc", stop()).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(client_.RemoveContainer("abc", stop()).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(client_.ListContainers({}, stop()).error().code, ErrorCode::kCancelled);
  EXPECT_EQ(client_.InspectImage("x", stop()).error().code, ErrorCode::kCancelled);
}

TEST_F(ClientTest, CreatesNothingTwice) {
  engine_.On("GET /info", Always(200, kInfo));
  engine_.OnConnection("POST /containers/create", [](const FakeRequest&, FakeConnection&) {});
  ASSERT_TRUE(client_.Info().ok());
  EXPECT_EQ(client_.CreateContainer({.image = "x"}).error().code, ErrorCode::kDockerUnreachable);
  EXPECT_EQ(engine_.Requests("POST /containers/create").size(), 1U);
}

TEST_F(ClientTest, StartsContainers) {
  for (const int status : {204, 304}) {
    engine_.On("POST /containers/abc/start", Always(status, ""));
    EXPECT_TRUE(client_.StartContainer("abc").ok());
  }
  EXPECT_EQ(client_.StartContainer("other").error().code, ErrorCode::kNotFound);
}

TEST_F(ClientTest, RemovesContainers) {
  for (const int status : {204, 404, 409}) {
    engine_.On("DELETE /containers/abc", Always(status, "{}"));
    EXPECT_TRUE(client_.RemoveContainer("abc").ok()) << status;
  }
  EXPECT_EQ(Last().query, "force=1&v=1");
  engine_.On("DELETE /containers/abc", Always(500, "{}"));
  EXPECT_EQ(client_.RemoveContainer("abc").error().code, ErrorCode::kDockerError);
}

TEST_F(ClientTest, AwaitsTheRemovalOfContainers) {
  for (const int status : {200, 404}) {
    engine_.On("POST /containers/abc/wait", Always(status, R"({"StatusCode":0})"));
    EXPECT_TRUE(client_.AwaitRemoval("abc", kNeverExpires).ok()) << status;
  }
  EXPECT_EQ(Last().query, "condition=removed");
  engine_.On("POST /containers/abc/wait", Always(500, "{}"));
  EXPECT_EQ(client_.AwaitRemoval("abc", kNeverExpires).error().code, ErrorCode::kDockerError);
  engine_.OnConnection("POST /containers/abc/wait",
                       [](const FakeRequest&, FakeConnection& connection) { connection.ReadUntilClosed(); });
  EXPECT_EQ(client_.AwaitRemoval("abc", kSurelyExpires).error().code, ErrorCode::kDeadlineExceeded);
}

TEST_F(ClientTest, EncodesNamesInPaths) {
  EXPECT_EQ(client_.RemoveNetwork("a/../b?c d").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Last().path, "/networks/a%2F..%2Fb%3Fc%20d");
  EXPECT_EQ(Last().query, "");
}

TEST_F(ClientTest, ListsContainersByLabel) {
  engine_.On("GET /containers/json", Always(200, R"([{"Id":"c","State":"exited","Created":1,"Labels":{}}])"));
  const auto containers = client_.ListContainers({{"owner", "me"}});
  ASSERT_TRUE(containers.ok()) << containers.error().LogText();
  EXPECT_EQ(containers->front().id, "c");
  EXPECT_EQ(Last().query, "all=1&filters=%7B%22label%22%3A%5B%22owner%3Dme%22%5D%7D");
}

TEST_F(ClientTest, FindsTheEndOfAContainer) {
  engine_.On("GET /events", Always(200, R"({"Action":"die","Actor":{"Attributes":{"exitCode":"3"}}})"
                                        "\n"));
  const std::chrono::system_clock::time_point since{std::chrono::milliseconds(1'700'000'000'042)};
  const Result<ContainerEnd> end = client_.FindContainerEnd("abc", since);
  ASSERT_TRUE(end.ok()) << end.error().LogText();
  EXPECT_EQ(end->exit_code, 3);
  EXPECT_FALSE(end->out_of_memory);
  EXPECT_THAT(Last().query, HasSubstr("since=1700000000.042000000&until="));
}

TEST_F(ClientTest, InspectsAndRemovesImages) {
  engine_.On("GET /images/*/json", Always(200, R"({"Id":"sha256:a","Size":7,"Config":{"Labels":{"k":"v"}}})"));
  EXPECT_EQ(client_.InspectImage("name:tag")->size_bytes, 7U);
  engine_.On("DELETE /images/*", Always(409, "{}"));
  EXPECT_EQ(client_.RemoveImage("name:tag").error().code, ErrorCode::kConflict);
}

TEST_F(ClientTest, CreatesInspectsAndRemovesNetworks) {
  engine_.On("POST /networks/create", Always(201, R"({"Id":"n"})"));
  engine_.On("GET /networks/*", Always(200, R"({"Id":"n","IPAM":{"Config":[{"Subnet":"10.0.0.0/8"}]}})"));
  engine_.On("DELETE /networks/*", Always(204, ""));
  EXPECT_EQ(*client_.CreateNetwork({"net", {{"k", "v"}}, {{"com.docker.network.bridge.enable_icc", "false"}}}), "n");
  EXPECT_THAT(Last().body, HasSubstr(R"("Options":{"com.docker.network.bridge.enable_icc":"false"})"));
  EXPECT_EQ(client_.InspectNetwork("net")->subnets.front(), "10.0.0.0/8");
  EXPECT_TRUE(client_.RemoveNetwork("net").ok());
}

TEST_F(ClientTest, UnderstandsNoAnswerOfWrongTypes) {
  engine_.On("*", Always(200, R"({"Id":[7],"State":null})"));
  EXPECT_EQ(client_.Info().error().code, ErrorCode::kDockerError);
  EXPECT_EQ(client_.CreateContainer({.image = "x"}).error().code, ErrorCode::kDockerError);
  EXPECT_EQ(client_.ListContainers({}).error().code, ErrorCode::kDockerError);
  EXPECT_EQ(client_.FindContainerEnd("x", {}).error().code, ErrorCode::kDockerError);
  EXPECT_EQ(client_.InspectImage("x").error().code, ErrorCode::kDockerError);
  EXPECT_EQ(client_.InspectNetwork("x").error().code, ErrorCode::kDockerError);
  EXPECT_EQ(client_.CreateNetwork({"x", {}, {}}).error().code, ErrorCode::kDockerError);
}

TEST_F(ClientTest, BuildsAnImage) {
  engine_.OnConnection("POST /build", [](const FakeRequest&, FakeConnection& connection) {
    connection.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string answer =
        "{\"stream\":\"Step 1\\n\"}\r\n{\"stream\":\"done\"}\r\n{\"aux\":{\"ID\":\"sha256:i\"}}\r\n";
    for (const char c : answer) connection.Write("1\r\n" + std::string(1, c) + "\r\n");
    connection.Write("0\r\n\r\n");
  });
  const std::string context(3'000'000, 't');
  std::string output;
  const Result<std::string> id = client_.BuildImage(context, {"tag:1", {{"k", "v"}}, "Dockerfile"},
                                                    [&](std::string_view text) { output += text; });
  ASSERT_TRUE(id.ok()) << id.error().LogText();
  EXPECT_EQ(*id, "sha256:i");
  EXPECT_EQ(output, "Step 1\ndone");
  EXPECT_EQ(Last().query, "version=1&t=tag%3A1&labels=%7B%22k%22%3A%22v%22%7D&dockerfile=Dockerfile&rm=1&forcerm=1");
  EXPECT_THAT(Last().header, HasSubstr("Content-Type: application/x-tar"));
  EXPECT_TRUE(Last().body == context);
}

TEST_F(ClientTest, SaysHowABuildFailed) {
  engine_.On("POST /build", Always(200, "{\"stream\":\"E: no package\\n\"}\n{\"error\":\"code: 100\"}\n"));
  const Result<std::string> id = client_.BuildImage("tar", {"t", {}, "Dockerfile"}, nullptr);
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().code, ErrorCode::kDockerError);
  EXPECT_EQ(id.error().message, "E: no package\ncode: 100");
}

TEST_F(ClientTest, TakesNoBuildThatWasCutOff) {
  engine_.OnConnection("POST /build", [](const FakeRequest&, FakeConnection& connection) {
    connection.Write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n19\r\n{\"aux\":{\"ID\":\"sha256:i\"}}");
  });
  EXPECT_EQ(client_.BuildImage("tar", {"t", {}, "Dockerfile"}, nullptr).error().code, ErrorCode::kDockerUnreachable);
  EXPECT_EQ(engine_.Requests("POST /build").size(), 1U);
}

TEST_F(ClientTest, EndsABuildThatTalksNonsense) {
  engine_.OnConnection("POST /build", [](const FakeRequest&, FakeConnection& connection) {
    connection.Write("HTTP/1.1 200 OK\r\n\r\n");
    while (connection.Write(std::string(100'000, 'x'))) {
    }
  });
  EXPECT_EQ(client_.BuildImage("tar", {"t", {}, "Dockerfile"}, nullptr).error().code, ErrorCode::kDockerError);
}

TEST_F(ClientTest, EndsABuildThatIsStoppedOrTakesTooLong) {
  std::latch asked(1);
  engine_.OnConnection("POST /build", [&](const FakeRequest&, FakeConnection& connection) {
    connection.Write("HTTP/1.1 200 OK\r\n\r\n");
    asked.count_down();
    connection.ReadUntilClosed();
  });
  std::stop_source source;
  const std::jthread stopper([&] {
    asked.wait();
    source.request_stop();
  });
  EXPECT_EQ(client_.BuildImage("tar", {"t", {}, "Dockerfile"}, nullptr, source.get_token()).error().code,
            ErrorCode::kCancelled);

  engine_.OnConnection("POST /build",
                       [](const FakeRequest&, FakeConnection& connection) { connection.ReadUntilClosed(); });
  ClientOptions options = Options();
  options.build_timeout = kSurelyExpires;
  Client impatient(options);
  EXPECT_EQ(impatient.BuildImage("tar", {"t", {}, "Dockerfile"}, nullptr).error().code, ErrorCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace code_runner::docker
