#include "service/shared_service.h"

#include <cstdlib>
#include <memory>

namespace code_runner::testing {
namespace {

class SharedService : public ::testing::Environment {
 public:
  void SetUp() override { why_not = WhyNoDocker(); }
  void TearDown() override { service.reset(); }

  std::string why_not;
  std::unique_ptr<Service> service;
};

// GoogleTest owns it.
SharedService* const shared = new SharedService;
[[maybe_unused]] const auto* const registered = ::testing::AddGlobalTestEnvironment(shared);

}  // namespace

void SharedServiceTest::SetUp() {
  if (!shared->why_not.empty()) GTEST_SKIP() << shared->why_not;
}

Service& SharedServiceTest::TheService() {
  if (!shared->service) {
    Service::Settings settings;
    if (const char* reuse = std::getenv("TEST_SANDBOX_REUSE")) settings["SANDBOX_REUSE"] = reuse;
    shared->service = std::make_unique<Service>(settings);
  }
  return *shared->service;
}

}  // namespace code_runner::testing
