// Sandboxes that are started ahead: for what is asked for, within bounds, and in place of those that die.
#include <regex>
#include <string>

#include "service/service_test.h"
#include "support/containers.h"
#include "support/eventually.h"

namespace code_runner::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

class PoolTest : public ServiceTest {
 protected:
  static Service::Settings PythonWith(Service::Settings more) {
    more.insert({{"RUNTIMES", "python"}});
    return more;
  }
  static double Metric(const Service& service, const std::string& name) {
    const std::string text = service.Get("/metrics").body;
    std::smatch found;
    const bool has = std::regex_search(text, found, std::regex("(?:^|\n)" + name + R"((?:\{.*\})? (.*)\n)"));
    EXPECT_TRUE(has) << name << " is not in " << text;
    return has ? std::stod(found[1]) : -1;
  }
  static bool IsFull(const Service& service) {
    return Metric(service, "code_runner_pool_sandboxes_missing") == 0 &&
           Metric(service, "code_runner_pool_sandboxes_making") == 0;
  }
};

TEST_F(PoolTest, LearnsTheShapeThatACallerAlwaysAsksFor) {
  Service service(PythonWith({{"WARM_POOL", "python=1"}}));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const RunRequest request{.code = "print(1)", .mem_limit = "512m", .allow_network = false};
  EXPECT_EQ(StartOf(Run(service, request)), "cold") << "nobody has asked for it";
  Run(service, request);
  ASSERT_TRUE(Eventually([&] { return IsFull(service); }, 60s)) << service.LogText();
  EXPECT_EQ(StartOf(Run(service, request)), "prestarted");
  ASSERT_TRUE(Eventually([&] { return IsFull(service); }, 60s)) << service.LogText();
  EXPECT_EQ(StartOf(Run(service, {.code = "print(1)"})), "prestarted") << "what the operator asks for is kept";
}

TEST_F(PoolTest, StaysWithinItsBounds) {
  Service service(PythonWith({{"WARM_POOL", "python=5"}, {"POOL_MAX_SANDBOXES", "2"}, {"NETWORK_REUSE", "never"}}));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  for (int i = 0; i < 4; ++i) EXPECT_THAT(Run(service, {.code = "pass", .allow_network = false}), Exits(0));
  ASSERT_TRUE(Eventually([&] { return IsFull(service); }, 60s)) << service.LogText();
  EXPECT_EQ(Metric(service, "code_runner_pool_sandboxes_waiting"), 2);
  EXPECT_TRUE(Eventually([&] { return Containers::Of(service.InstanceId()).Sandboxes().size() == 2; }, 10s));
}

TEST_F(PoolTest, ReplacesWhatDiedAndServesNobodyWithIt) {
  Service service(PythonWith({{"WARM_POOL", "python=2"}}));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  ASSERT_TRUE(Eventually([&] { return IsFull(service); }, 60s)) << service.LogText();
  docker::Client client = EngineClient();
  const auto sandboxes = Containers::Of(service.InstanceId(), client).Sandboxes();
  ASSERT_THAT(sandboxes, SizeIs(2));
  for (const std::string& id : sandboxes) EXPECT_TRUE(client.RemoveContainer(id));
  EXPECT_THAT(Run(service, {.code = "print(1)"}), Prints("1\n"));
  EXPECT_TRUE(Eventually([&] { return Metric(service, "code_runner_pool_sandboxes_lost_total") == 2; }, 10s));
  ASSERT_TRUE(Eventually([&] { return IsFull(service); }, 60s)) << service.LogText();
  EXPECT_EQ(StartOf(Run(service, {.code = "print(1)"})), "prestarted");
}

}  // namespace
}  // namespace code_runner::testing
