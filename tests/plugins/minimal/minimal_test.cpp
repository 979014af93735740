#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin/runtime_registry.h"

namespace code_runner::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MinimalPluginTest : public ::testing::TestWithParam<const char*> {};

TEST_P(MinimalPluginTest, LoadsAndPlans) {
  const RuntimeRegistry registry = RuntimeRegistry::Load({{MINIMAL_DIR}, {}, {}});
  EXPECT_THAT(registry.Refused(), IsEmpty());
  const auto runtime = registry.Find(GetParam());
  ASSERT_NE(runtime, nullptr);
  EXPECT_THAT(runtime->Aliases(), IsEmpty());
  EXPECT_EQ(runtime->WorkDir(), "/tmp");
  EXPECT_EQ(runtime->Completions(), "[]");
  ASSERT_EQ(runtime->BuildContext().size(), 1U);
  EXPECT_EQ(runtime->BuildContext()[0].path, "Dockerfile");
  EXPECT_EQ(runtime->BuildContext()[0].content, "FROM debian:trixie-slim\n");

  RequestFields fields;
  fields.code = "echo $1";
  fields.args = {"a b", ""};
  const Result<ExecutionRequest> request = ExecutionRequest::Make(fields, {});
  ASSERT_TRUE(request);
  const Result<ExecutionPlan> plan = runtime->MakePlan(*request);
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->run.args, ElementsAre(GetParam(), "main.sh", "a b", ""));
  EXPECT_EQ(plan->compile, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(InCppAndInC, MinimalPluginTest, ::testing::Values("bash", "sh"));

}  // namespace
}  // namespace code_runner::plugin
