// The Grafana dashboard asks for nothing that `GET /metrics` does not have.
#include <Poco/JSON/Parser.h>

#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "service/service_test.h"

namespace code_runner::testing {
namespace {

using ::testing::HasSubstr;

class DashboardTest : public ServiceTest {
 protected:
  // All queries of docs/grafana.json.
  static std::vector<std::string> Queries() {
    std::ifstream file(DASHBOARD_FILE);
    const auto dashboard = Poco::JSON::Parser().parse(file).extract<Poco::JSON::Object::Ptr>();
    std::vector<std::string> queries;
    for (const auto& panel : *dashboard->getArray("panels")) {
      for (const auto& target : *panel.extract<Poco::JSON::Object::Ptr>()->getArray("targets")) {
        queries.push_back(target.extract<Poco::JSON::Object::Ptr>()->getValue<std::string>("expr"));
      }
    }
    return queries;
  }
  // What the first group of the pattern matches, everywhere in the text.
  static std::set<std::string> FindAll(const std::string& text, const std::regex& pattern) {
    std::set<std::string> found;
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.insert((*it)[1]);
    return found;
  }
};

TEST_F(DashboardTest, AsksForWhatThereIs) {
  Service service(Service::Settings{{"RUNTIMES", "python"}});
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  EXPECT_THAT(Run(service, {.code = "print(1)"}), Exits(0));
  EXPECT_EQ(Run(service, {.image = "unknown", .code = "x"}).http_status, 404);
  const std::string metrics = service.Get("/metrics").body;
  const std::vector<std::string> queries = Queries();
  EXPECT_GT(queries.size(), 12U);
  for (const std::string& query : queries) {
    for (const std::string& name : FindAll(query, std::regex(R"(((?:code_runner|process)_[a-z_]+))"))) {
      EXPECT_TRUE(metrics.find("\n" + name + "{") != std::string::npos ||
                  metrics.find("\n" + name + " ") != std::string::npos)
          << name << " of " << query;
    }
    for (const std::string& labels : FindAll(query, std::regex(R"(by \(([a-z, ]+)\))"))) {
      for (const std::string& label : FindAll(labels, std::regex("([a-z]+)"))) {
        EXPECT_THAT(metrics, HasSubstr(label + "=\"")) << query;
      }
    }
  }
}

}  // namespace
}  // namespace code_runner::testing
