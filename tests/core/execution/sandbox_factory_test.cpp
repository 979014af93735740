#include "execution/sandbox_factory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>

#include "core/execution/sandbox_engine.h"

namespace code_runner::execution {
namespace {

using testing::Always;
using testing::FakeAgent;
using testing::FakeConnection;
using testing::FakeRequest;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNetwork[] = R"({"Id":"n1","Labels":{"code-runner.network-policy":"isolated-1"}})";

class SandboxFactoryTest : public ::testing::Test {
 protected:
  void SetUp() override { reaper_.Start(); }

  static SandboxShape Shape(bool network = false) {
    return {"sha256:x", "alpha", "/work", "/skeleton", 64 << 20, 512, 1 << 20, network};
  }
  ErrorCode CreateFails(bool network = false) {
    const Result<Sandbox> sandbox = factory_.Create(Shape(network), {});
    return sandbox.ok() ? ErrorCode::kInternal : sandbox.error().code;
  }

  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
  SandboxNetwork network_{client_, "sandboxes"};
  SandboxReaper reaper_{client_, {"me"}};
  ContainerLauncher launcher_{client_, reaper_};
  SandboxFactory factory_{client_, network_, launcher_, nullptr, {"me", 4.0, 128, ""}};
};

class CellsFactoryTest : public SandboxFactoryTest {
 protected:
  SandboxFactory cells_factory_{client_, network_, launcher_, nullptr, {"me", 4.0, 128, "", true}};
};

TEST_F(CellsFactoryTest, MakesSandboxesThatMakeCells) {
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(cells_factory_.Create(Shape(), {}).ok());
  for (const FakeRequest& request : engine_.Requests("POST /containers/create")) {
    EXPECT_THAT(request.body, HasSubstr(R"("Cmd":["cells"])"));
  }
}

TEST_F(CellsFactoryTest, MakesSingleUseOnesWhereCellsCannotBe) {
  std::atomic<int> agents = 0;
  engine_.OnAgent([&agents](FakeAgent& agent) {
    if (agents++ == 0) {
      agent.Next();  // `hello`
      agent.Send(agent::FrameType::kFailed,
                 agent::Encode(agent::FailedMessage{agent::FailureReason::kNoCells, "no namespaces"}));
    } else {
      agent.SayReady();
      agent.Connection().ReadUntilClosed();
    }
  });
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(cells_factory_.Create(Shape(), {}).ok());
  const auto requests = engine_.Requests("POST /containers/create");
  ASSERT_EQ(requests.size(), 3U);
  for (std::size_t i = 1; i < requests.size(); ++i) {
    EXPECT_THAT(requests[i].body, Not(HasSubstr("seccomp=")));
    EXPECT_THAT(requests[i].body, Not(HasSubstr("MaskedPaths")));
    EXPECT_THAT(requests[i].body, Not(HasSubstr("Cmd")));
  }
}

TEST_F(CellsFactoryTest, TriesAgainAfterAFailureThatSaysNothing) {
  engine_.On("POST /containers/create", Always(404, R"({"message":"No such image"})"));
  EXPECT_EQ(cells_factory_.Create(Shape(), {}).error().code, ErrorCode::kNotFound);
  engine_.On("POST /containers/create", Always(201, R"({"Id":"c9"})"));
  EXPECT_TRUE(cells_factory_.Create(Shape(), {}).ok());
  EXPECT_THAT(engine_.Requests("POST /containers/create").back().body, HasSubstr(R"("Cmd":["cells"])"));
}

TEST_F(SandboxFactoryTest, CreatesAttachesStartsAndGreets) {
  std::latch greeted(1);
  engine_.OnAgent([&](FakeAgent& agent) {
    const auto hello = agent.Next();
    ASSERT_TRUE(hello.has_value());
    EXPECT_EQ(hello->type, agent::FrameType::kHello);
    const auto message = agent::DecodeHello(hello->payload);
    EXPECT_EQ(message->version, agent::kProtocolVersion);
    EXPECT_EQ(message->work_dir, "/work");
    EXPECT_EQ(message->skeleton_dir, "/skeleton");
    greeted.count_down();
    agent.SayReady();
    agent.Connection().ReadUntilClosed();
  });
  {
    Result<Sandbox> sandbox = factory_.Create(Shape(), {});
    ASSERT_TRUE(sandbox.ok()) << sandbox.error().LogText();
    greeted.wait();
    EXPECT_TRUE(sandbox->AwaitReady(std::chrono::steady_clock::now() + std::chrono::seconds(60), {}).ok());
    EXPECT_TRUE(sandbox->IsWaiting());
    EXPECT_THAT(engine_.Requests("POST /containers/create").front().body, HasSubstr("\"code-runner.claim\""));
  }
  engine_.AwaitRequests("DELETE /containers/c1", 1);
}

TEST_F(SandboxFactoryTest, ReportsAnImageThatIsGone) {
  engine_.On("POST /containers/create", Always(404, "{}"));
  EXPECT_EQ(CreateFails(), ErrorCode::kNotFound);
}

TEST_F(SandboxFactoryTest, LeavesNothingBehindWhenItCannotAttach) {
  engine_.On("POST /containers/*/attach", Always(404, "{}"));
  EXPECT_EQ(CreateFails(), ErrorCode::kDockerError);
  engine_.AwaitRequests("DELETE /containers/c1", 1);
}

TEST_F(SandboxFactoryTest, LeavesNothingBehindWhenItCannotStart) {
  engine_.On("POST /containers/*/start", Always(500, "{}"));
  EXPECT_EQ(CreateFails(), ErrorCode::kDockerError);
  engine_.AwaitRequests("DELETE /containers/c1", 1);
}

TEST_F(SandboxFactoryTest, LooksForTheNetworkAgainWhenItIsGone) {
  engine_.On("GET /networks/*", Always(200, kNetwork));
  engine_.On("POST /containers/*/start", Always(404, R"({"message":"network n1 not found"})"));
  EXPECT_EQ(CreateFails(true), ErrorCode::kDockerError);
  EXPECT_THAT(engine_.Requests("POST /containers/create").front().body, HasSubstr(R"("NetworkMode":"n1")"));
  engine_.On("POST /containers/*/start", Always(204, ""));
  EXPECT_TRUE(factory_.Create(Shape(true), {}).ok());
  EXPECT_EQ(engine_.Count("GET /networks/*"), 2U);
}

class SandboxFactoryWithHoldersTest : public SandboxFactoryTest {
 protected:
  void SetUp() override {
    SandboxFactoryTest::SetUp();
    engine_.On("GET /networks/*", Always(200, kNetwork));
    engine_.On("POST /containers/*/wait", Always(200, R"({"StatusCode":0})"));
    engine_.OnAgent([](FakeAgent& agent) {
      while (const auto frame = agent.Next()) {
        if (frame->type == agent::FrameType::kHello) return agent.Connection().ReadUntilClosed();
        agent.Send(agent::FrameType::kNetworkChecked, agent::Encode(agent::NetworkCheckedMessage{}));
      }
    });
  }
  void RunWith(const std::string& runtime) {
    engine_.On("GET /info", Always(200, R"({"ServerVersion":"1","NCPU":2,"MemTotal":1,"DefaultRuntime":")" + runtime +
                                            R"(","SecurityOptions":["name=seccomp,profile=default"]})"));
  }
  std::string LastCreated() const { return engine_.Requests("POST /containers/create").back().body; }

  HolderPool holders_{client_, network_, launcher_, {"me", 4.0, 128, ""}};
  SandboxFactory sharing_{client_, network_, launcher_, &holders_, {"me", 4.0, 128, ""}};
};

TEST_F(SandboxFactoryWithHoldersTest, PutsSandboxesIntoTheNetworkOfHolders) {
  RunWith("runc");
  ASSERT_TRUE(sharing_.Create(Shape(true), {}).ok());
  EXPECT_THAT(LastCreated(), HasSubstr(R"("NetworkMode":"container:c1")"));
  ASSERT_TRUE(sharing_.Create(Shape(false), {}).ok());
  EXPECT_THAT(LastCreated(), HasSubstr(R"("NetworkDisabled":true)"));
}

TEST_F(SandboxFactoryWithHoldersTest, TakesAnotherHolderWhenOneIsGone) {
  RunWith("runc");
  engine_.On("POST /containers/c2/start",
             Always(409, R"({"message":"cannot join network of a non running container"})"));
  ASSERT_TRUE(sharing_.Create(Shape(true), {}).ok());
  EXPECT_THAT(LastCreated(), HasSubstr(R"("NetworkMode":"container:c3")"));
}

TEST_F(SandboxFactoryWithHoldersTest, GivesOtherRuntimesEndpointsOfTheirOwn) {
  RunWith("runsc");
  ASSERT_TRUE(sharing_.Create(Shape(true), {}).ok());
  EXPECT_THAT(LastCreated(), HasSubstr(R"("NetworkMode":"n1")"));
}

TEST_F(SandboxFactoryTest, RefusesAnEngineWithoutSeccomp) {
  for (const char* options : {"[]", "null", R"(["name=apparmor"])", R"(["name=seccomp,profile=unconfined"])"}) {
    engine_.On("GET /info", Always(200, R"({"ServerVersion":"1","NCPU":2,"MemTotal":1,"SecurityOptions":)" +
                                            std::string(options) + "}"));
    const Result<Sandbox> sandbox = factory_.Create(Shape(), {});
    ASSERT_FALSE(sandbox.ok()) << options;
    EXPECT_EQ(sandbox.error().code, ErrorCode::kDockerError);
    EXPECT_THAT(sandbox.error().log, HasSubstr("seccomp"));
  }
  EXPECT_EQ(engine_.Count("POST /containers/create"), 0U);
}

TEST_F(SandboxFactoryTest, LooksAtTheEngineAgainAfterItWasLost) {
  ASSERT_TRUE(factory_.Create(Shape(), {}).ok());
  ASSERT_TRUE(factory_.Create(Shape(), {}).ok());
  EXPECT_EQ(engine_.Count("GET /info"), 1U);
  engine_.Stop();
  EXPECT_EQ(CreateFails(), ErrorCode::kDockerUnreachable);
  engine_.Start();
  ASSERT_TRUE(factory_.Create(Shape(), {}).ok());
  EXPECT_EQ(engine_.Count("GET /info"), 2U);
}

TEST_F(SandboxFactoryTest, GivesUpWhenTheCallerGoesAway) {
  std::stop_source gone;
  engine_.OnConnection("POST /containers/create", [&](const FakeRequest&, FakeConnection& connection) {
    gone.request_stop();
    connection.ReadUntilClosed();
  });
  EXPECT_EQ(factory_.Create(Shape(), gone.get_token()).error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace code_runner::execution
