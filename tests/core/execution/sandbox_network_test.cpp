#include "execution/sandbox_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/execution/sandbox_engine.h"

namespace code_runner::execution {
namespace {

using testing::Always;
using testing::FakeRequest;
using testing::FakeResponse;
using ::testing::HasSubstr;

constexpr char kOurs[] = R"({"Id":"n1","Labels":{"code-runner.network-policy":"isolated-1"},)"
                         R"("IPAM":{"Config":[{"Subnet":"172.18.0.0/16"}]}})";

struct SubnetCase {
  const char* address;
  const char* subnet;
  bool expected;
};

TEST(IsInSubnet, ComparesThePrefix) {
  for (const SubnetCase& c : {SubnetCase{"172.18.3.4", "172.18.0.0/16", true},
                              {"172.19.0.1", "172.18.0.0/16", false},
                              {"172.18.0.127", "172.18.0.0/25", true},
                              {"172.18.0.128", "172.18.0.0/25", false},
                              {"1.2.3.4", "0.0.0.0/0", true},
                              {"1.2.3.4", "1.2.3.4/32", true},
                              {"1.2.3.5", "1.2.3.4/32", false},
                              {"::ffff:172.18.0.1", "172.18.0.0/16", true},
                              {"::FFFF:ac12:1", "172.18.0.0/16", true},
                              {"::ffff:172.19.0.1", "172.18.0.0/16", false},
                              {"fd00::1", "fd00::/8", true},
                              {"fe00::1", "fd00::/8", false},
                              {"172.18.0.1", "::/0", false},
                              {"::1", "0.0.0.0/0", false},
                              {"", "0.0.0.0/0", false},
                              {"host", "0.0.0.0/0", false},
                              {"1.2.3.4", "0.0.0.0", false},
                              {"1.2.3.4", "0.0.0.0/", false},
                              {"1.2.3.4", "0.0.0.0/33", false},
                              {"1.2.3.4", "0.0.0.0/-1", false},
                              {"1.2.3.4", "0.0.0.0/0x", false},
                              {"1.2.3.4", "/0", false}}) {
    EXPECT_EQ(IsInSubnet(c.address, c.subnet), c.expected) << c.address << " in " << c.subnet;
  }
}

class SandboxNetworkTest : public ::testing::Test {
 protected:
  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
  SandboxNetwork network_{client_, "sandboxes"};
};

TEST_F(SandboxNetworkTest, UsesOursByItsId) {
  engine_.On("GET /networks/sandboxes", Always(200, kOurs));
  EXPECT_FALSE(network_.Contains("172.18.0.5"));
  EXPECT_EQ(*network_.Ensure(), "n1");
  EXPECT_EQ(*network_.Ensure(), "n1");
  EXPECT_EQ(engine_.Count("GET /networks/*"), 1U);
  EXPECT_TRUE(network_.Contains("172.18.0.5"));
  EXPECT_FALSE(network_.Contains("172.19.0.5"));
}

TEST_F(SandboxNetworkTest, MakesOneThatKeepsSandboxesApart) {
  engine_.On("POST /networks/create", [this](const FakeRequest&) {
    engine_.On("GET /networks/sandboxes", Always(200, kOurs));
    return FakeResponse{201, R"({"Id":"n1"})"};
  });
  EXPECT_EQ(*network_.Ensure(), "n1");
  EXPECT_THAT(engine_.Requests("POST *").front().body, HasSubstr(R"("com.docker.network.bridge.enable_icc":"false")"));
}

TEST_F(SandboxNetworkTest, TakesTheOneThatAnotherServerJustMade) {
  engine_.On("POST /networks/create", [this](const FakeRequest&) {
    engine_.On("GET /networks/sandboxes", Always(200, kOurs));
    return FakeResponse{409, "{}"};
  });
  EXPECT_EQ(*network_.Ensure(), "n1");
}

TEST_F(SandboxNetworkTest, RefusesOneThatIsNotOurs) {
  engine_.On("GET /networks/sandboxes", Always(200, R"({"Id":"n2","Labels":{}})"));
  const Result<std::string> ensured = network_.Ensure();
  EXPECT_EQ(ensured.error().code, ErrorCode::kDockerError);
  EXPECT_THAT(ensured.error().log, HasSubstr("SANDBOX_NETWORK"));
}

TEST_F(SandboxNetworkTest, LooksAgainWhenToldThatItIsGone) {
  engine_.On("GET /networks/sandboxes", Always(200, kOurs));
  ASSERT_TRUE(network_.Ensure().ok());
  network_.Invalidate();
  EXPECT_TRUE(network_.Contains("172.18.0.5"));
  engine_.Stop();
  EXPECT_EQ(network_.Ensure().error().code, ErrorCode::kDockerUnreachable);
}

}  // namespace
}  // namespace code_runner::execution
