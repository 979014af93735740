#include "execution/artifact_key.h"

#include <gtest/gtest.h>

#include <set>

#include "core/image/fake_runtime.h"

namespace code_runner::execution {
namespace {

ExecutionPlan MakePlan() {
  ExecutionPlan plan;
  plan.files = {{"lib", "l"}, {"main", "m"}};
  plan.compile = Process{{"cc", "main"}, {{"OPT", "1"}}};
  plan.artifact = "out";
  plan.run = {{"./out"}, {}};
  return plan;
}

TEST(ArtifactKey, CoversAllThatMakesTheArtifact) {
  const plugin::Runtime alpha = testing::MakeAlpha();
  std::set<std::string> keys;
  const auto add = [&](const ExecutionPlan& plan, const std::string& image = "image",
                       const std::string& caller = "caller") {
    const std::string key = MakeArtifactKey(alpha, image, plan, caller);
    EXPECT_EQ(key.size(), 64U);
    EXPECT_TRUE(keys.insert(key).second) << keys.size();
  };
  add(MakePlan());
  add(MakePlan(), "other image");
  add(MakePlan(), "image", "other caller");
  add(MakePlan(), "image", "");
  add(MakePlan(), "imagec", "aller");
  const auto add_with = [&](auto change) {
    ExecutionPlan plan = MakePlan();
    change(plan);
    add(plan);
  };
  add_with([](ExecutionPlan& plan) { plan.files[1].content = "n"; });
  add_with([](ExecutionPlan& plan) { plan.files[1].path = "mai"; });
  add_with([](ExecutionPlan& plan) { plan.files[1].executable = true; });
  add_with([](ExecutionPlan& plan) { plan.files[1] = {"mainm", ""}; });
  add_with([](ExecutionPlan& plan) { plan.files.pop_back(); });
  add_with([](ExecutionPlan& plan) { std::swap(plan.files[0], plan.files[1]); });
  add_with([](ExecutionPlan& plan) { plan.compile->args[1] = "lib"; });
  add_with([](ExecutionPlan& plan) { plan.compile->args = {"ccmain"}; });
  add_with([](ExecutionPlan& plan) { plan.compile->environment[0].second = "2"; });
  add_with([](ExecutionPlan& plan) { plan.compile->environment.clear(); });
  add_with([](ExecutionPlan& plan) { plan.compile->args = {"cc", "main", "OPT", "1"}; });
  add_with([](ExecutionPlan& plan) { plan.artifact = "o"; });
}

TEST(ArtifactKey, LeavesOutWhatOnlyTheRunSees) {
  const plugin::Runtime alpha = testing::MakeAlpha();
  ExecutionPlan plan = MakePlan();
  plan.run = {{"./out", "--verbose"}, {{"A", "1"}}};
  EXPECT_EQ(MakeArtifactKey(alpha, "image", plan, "caller"), MakeArtifactKey(alpha, "image", MakePlan(), "caller"));
}

}  // namespace
}  // namespace code_runner::execution
