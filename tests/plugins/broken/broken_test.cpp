#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "plugin/runtime_registry.h"

namespace code_runner::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const RuntimeRegistry& Registry() {
  static const RuntimeRegistry registry = RuntimeRegistry::Load({{BROKEN_DIR}, {}, {}});
  return registry;
}

Result<ExecutionPlan> MakePlan(const std::string& id, const std::string& code) {
  RequestFields fields;
  fields.code = code;
  return Registry().Find(id)->MakePlan(*ExecutionRequest::Make(fields, {}));
}

void ExpectFault(const std::string& id, const std::string& log, const std::string& code = "x") {
  const Result<ExecutionPlan> plan = MakePlan(id, code);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::kPluginFault);
  EXPECT_EQ(plan.error().message, "The runtime's plugin failed");
  EXPECT_EQ(plan.error().LogText(), "plugin " + id + ": " + log);
}

TEST(BrokenPluginTest, EachIsRefusedForItsOwnReason) {
  std::map<std::string, std::string> reasons;
  for (const RefusedPlugin& refused : Registry().Refused()) reasons[refused.path.filename()] = refused.reason;
  EXPECT_THAT(reasons,
              ElementsAre(Pair("bad_id.so", "id: must be of the form [a-z0-9]+([._-][a-z0-9]+)*, at most 64 bytes"),
                          Pair("duplicate.so", "the name 'bash' is taken by runtime 'bash'"),
                          Pair("no_dockerfile.so", "build_context: must hold a Dockerfile"),
                          Pair("no_plan.so", "plan: must not be null"),
                          Pair("no_struct_size.so", "struct_size: is 0, which no version of the contract has"),
                          Pair("taken_alias.so", "the name 'bash' is taken by runtime 'bash'"),
                          Pair("wrong_symbol.so", "does not export code_runner_plugin_v1")));
}

TEST(BrokenPluginTest, GoodOnesBesideThemLoad) {
  std::vector<std::string> ids;
  for (const auto& runtime : Registry().Runtimes()) ids.push_back(runtime->Id());
  EXPECT_THAT(ids, ElementsAre("bash", "emits-twice", "never-emits", "plan-throws"));
  const Result<ExecutionPlan> plan = MakePlan("bash", "x");
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->run.args, ElementsAre("bash", "main.sh"));
}

TEST(BrokenPluginTest, PlansThatBreakTheContractAreFaults) {
  ExpectFault("emits-twice", "emitted more than one plan");
  ExpectFault("never-emits", "reported success without a plan");
}

TEST(BrokenPluginTest, WhatIsThrownBecomesAnError) {
  ExpectFault("plan-throws", "out of ideas");
  ExpectFault("plan-throws", "an exception of unknown type", "unknown");
  const Result<ExecutionPlan> invalid = MakePlan("plan-throws", "invalid");
  ASSERT_FALSE(invalid);
  EXPECT_EQ(invalid.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(invalid.error().message, "this cannot be run");
}

}  // namespace
}  // namespace code_runner::plugin
