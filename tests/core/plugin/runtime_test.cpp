#include "plugin/runtime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "core/plugin/test_plugin.h"

namespace code_runner::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Runtime MakeRuntime(const code_runner_plugin& plugin = GoodPlugin()) {
  Result<Runtime> runtime = Runtime::Make(plugin);
  if (!runtime) throw std::invalid_argument(runtime.error().message);
  return *std::move(runtime);
}

// One file, a compile process and a variable for each process.
code_runner_status PlanWithEverything(const code_runner_request* /*request*/, code_runner_emit emit, void* host_data,
                                      code_runner_message* /*message*/) {
  const code_runner_file files[] = {{Text("of-plugin"), Text("P"), 0}};
  const code_runner_string args[] = {Text("program")};
  const code_runner_variable environment[] = {{Text("MODE"), Text("plan")}};
  code_runner_plan plan{};
  plan.struct_size = sizeof(plan);
  plan.files = {files, 1};
  plan.compile = {{args, 1}, {environment, 1}};
  plan.run = {{args, 1}, {environment, 1}};
  emit(host_data, &plan);
  return CODE_RUNNER_OK;
}

code_runner_status Fail(const code_runner_request* /*request*/, code_runner_emit /*emit*/, void* /*host_data*/,
                        code_runner_message* /*message*/) {
  return CODE_RUNNER_FAILED;
}

RequestFields Fields() {
  RequestFields fields;
  fields.code = "code";
  fields.files = {{"a", "A"}, {"b", "B"}};
  fields.environment = {{"MODE", "caller"}};
  return fields;
}

TEST(RuntimeTest, HasWhatThePluginSays) {
  const Runtime runtime = MakeRuntime();
  EXPECT_EQ(runtime.Id(), "test");
  EXPECT_EQ(runtime.ImageName(), "code-runner-test");
  EXPECT_THAT(runtime.Aliases(), ElementsAre("tst", "t.2"));
  EXPECT_EQ(runtime.Name(), "Test");
  EXPECT_EQ(runtime.Description(), "For tests.");
  EXPECT_EQ(runtime.Version(), "1.0");
  EXPECT_EQ(runtime.FileExtension(), ".txt");
  EXPECT_EQ(runtime.MainFile(), "src/main.txt");
  EXPECT_EQ(runtime.DefaultEntrypoint(), "true");
  EXPECT_THAT(runtime.BuildContext(),
              ElementsAre(SourceFile{"Dockerfile", "FROM scratch\n", false},
                          SourceFile{"bin/start", "#!/bin/sh\n", true}, SourceFile{"completions.json", "[{}]", false}));
  EXPECT_EQ(runtime.Completions(), "[{}]");
  EXPECT_EQ(runtime.WorkDir(), "/sources");
  EXPECT_EQ(runtime.SkeletonDir(), "/usr/share/skeleton");
  EXPECT_THAT(runtime.Variables(), ElementsAre(Pair("MODE", "descriptor"), Pair("EMPTY", "")));
  EXPECT_EQ(runtime.AdvisedMemoryBytes(), 64U << 20);
  EXPECT_EQ(runtime.AdvisedTimeout(), std::chrono::seconds(20));
  EXPECT_EQ(runtime.HelloCode(), "hello");
  EXPECT_EQ(runtime.HelloStdout(), "hello\n");
}

TEST(RuntimeTest, RefusesABadPlugin) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.plan = nullptr;
  const Result<Runtime> runtime = Runtime::Make(plugin);
  ASSERT_FALSE(runtime);
  EXPECT_EQ(runtime.error().code, ErrorCode::kPluginFault);
}

TEST(RuntimeTest, FilesAreWrittenInOrder) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.plan = PlanWithEverything;
  const Result<ExecutionPlan> plan = MakeRuntime(plugin).MakePlan(TestRequest(Fields()));
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->files, ElementsAre(SourceFile{"of-plugin", "P"}, SourceFile{"a", "A"}, SourceFile{"b", "B"},
                                       SourceFile{"src/main.txt", "code"}));
}

TEST(RuntimeTest, VariablesAreOverlaid) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.plan = PlanWithEverything;
  const Result<ExecutionPlan> plan = MakeRuntime(plugin).MakePlan(TestRequest(Fields()));
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->run.environment,
              ElementsAre(Pair("HOME", "/sources"), Pair("USER", "runner"), Pair("LANG", "C.UTF-8"),
                          Pair("MODE", "descriptor"), Pair("EMPTY", ""), Pair("MODE", "plan"), Pair("MODE", "caller")));
  ASSERT_TRUE(plan->compile);
  EXPECT_EQ(plan->compile->environment, plan->run.environment);
}

TEST(RuntimeTest, ACustomEntrypointIsTheCoresOwn) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.plan = Fail;
  RequestFields fields = Fields();
  fields.entrypoint = "echo $1 && ls";
  fields.args = {"a b", "$(id)"};
  const Result<ExecutionPlan> plan = MakeRuntime(plugin).MakePlan(TestRequest(fields));
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->run.args, ElementsAre("sh", "-c", "echo $1 && ls", "sh", "a b", "$(id)"));
  EXPECT_EQ(plan->compile, std::nullopt);
  EXPECT_FALSE(plan->may_prestart);
  EXPECT_THAT(plan->files, ElementsAre(SourceFile{"a", "A"}, SourceFile{"b", "B"}, SourceFile{"src/main.txt", "code"}));
  EXPECT_THAT(plan->run.environment.back(), Pair("MODE", "caller"));
}

TEST(RuntimeTest, EmptyCodeIsNotWritten) {
  RequestFields fields;
  fields.entrypoint = "true";
  const Result<ExecutionPlan> plan = MakeRuntime().MakePlan(TestRequest(fields));
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->files, IsEmpty());
}

TEST(RuntimeTest, AFaultNamesThePlugin) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.plan = Fail;
  const Result<ExecutionPlan> plan = MakeRuntime(plugin).MakePlan(TestRequest(Fields()));
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::kPluginFault);
  EXPECT_EQ(plan.error().log, "plugin test: failed without a message");
  EXPECT_EQ(plan.error().message.find("test"), std::string::npos);
}

TEST(RuntimeTest, AnOperatorsBuildContextReplacesThePlugins) {
  Runtime runtime = MakeRuntime();
  ASSERT_TRUE(runtime.OverrideBuildContext({{"Dockerfile", "FROM other"}}));
  EXPECT_THAT(runtime.BuildContext(), ElementsAre(SourceFile{"Dockerfile", "FROM other"}));
  EXPECT_EQ(runtime.Completions(), "[{}]") << "the plugin's own stay";
  ASSERT_TRUE(runtime.OverrideBuildContext({{"Dockerfile", "FROM other"}, {"completions.json", "[]"}}));
  EXPECT_EQ(runtime.Completions(), "[]");
}

TEST(RuntimeTest, AnOperatorsBuildContextNeedsADockerfile) {
  Runtime runtime = MakeRuntime();
  const Status status = runtime.OverrideBuildContext({{"Containerfile", "FROM other"}});
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("no Dockerfile"));
  EXPECT_EQ(runtime.BuildContext().size(), 3U);
}

TEST(RuntimeTest, ThePrestartProcessHasTheEnvironmentOfEveryProcess) {
  code_runner_plugin plugin = GoodPlugin();
  const code_runner_string args[] = {Text("interpreter"), Text("main")};
  plugin.prestart = {args, 2};
  Runtime runtime = MakeRuntime(plugin);
  ASSERT_TRUE(runtime.Prestart());
  EXPECT_THAT(runtime.Prestart()->args, ElementsAre("interpreter", "main"));
  EXPECT_THAT(runtime.Prestart()->environment.front(), Pair("HOME", runtime.WorkDir()));
  runtime.ImportAhead({"a", "b.c"});
  EXPECT_THAT(runtime.Prestart()->environment.back(), Pair("CODE_RUNNER_PRESTART_IMPORTS", "a,b.c"));
  plugin.prestart = {};
  EXPECT_FALSE(MakeRuntime(plugin).Prestart());
}

}  // namespace
}  // namespace code_runner::plugin
