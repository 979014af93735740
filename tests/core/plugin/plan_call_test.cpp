#include "plugin/plan_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "core/plugin/test_plugin.h"

namespace code_runner::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using Plan = std::function<code_runner_status(const code_runner_request& request,
                                              const std::function<void(const code_runner_plan*)>& emit,
                                              code_runner_message& message)>;

// A plugin's function has no state, so the one under test is here.
Plan plan_under_test;

code_runner_status CallPlanUnderTest(const code_runner_request* request, code_runner_emit emit, void* host_data,
                                     code_runner_message* message) {
  return plan_under_test(
      *request, [=](const code_runner_plan* plan) { emit(host_data, plan); }, *message);
}

ExecutionRequest Request() {
  RequestFields fields;
  fields.code = "code";
  return TestRequest(fields);
}

Result<ExecutionPlan> Call(Plan plan, const ExecutionRequest& request = Request()) {
  plan_under_test = std::move(plan);
  return CallPlan(CallPlanUnderTest, request);
}

// A plan that runs `true`, bent before it is emitted.
Result<ExecutionPlan> Emit(const std::function<void(code_runner_plan&)>& bend) {
  return Call([&bend](const auto& /*request*/, const auto& emit, auto& /*message*/) {
    const code_runner_string args[] = {Text("true")};
    code_runner_plan plan{};
    plan.struct_size = sizeof(plan);
    plan.run.args = {args, 1};
    bend(plan);
    emit(&plan);
    return CODE_RUNNER_OK;
  });
}

void ExpectFault(const Result<ExecutionPlan>& plan, const std::string& log) {
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::kPluginFault);
  EXPECT_THAT(plan.error().log, HasSubstr(log));
  EXPECT_EQ(plan.error().message, "The runtime's plugin failed");
}

void Say(code_runner_message& message, std::string_view text) {
  message.size = std::min(text.size(), message.capacity);
  std::memcpy(message.data, text.data(), message.size);
}

TEST(PlanCallTest, HandsTheRequestOver) {
  RequestFields fields;
  fields.code = "code";
  fields.files = {{"a", std::string("x\0y", 3), true}};
  fields.args = {"1", ""};
  fields.environment = {{"A", "B"}};
  const auto check = [](const code_runner_request& request, const auto& /*emit*/, auto& /*message*/) {
    const auto text = [](code_runner_string t) { return std::string(t.data, t.size); };
    EXPECT_EQ(request.struct_size, sizeof(request));
    EXPECT_EQ(text(request.code), "code");
    EXPECT_EQ(request.files.size, 1U);
    EXPECT_EQ(text(request.files.items[0].path), "a");
    EXPECT_EQ(text(request.files.items[0].content), std::string("x\0y", 3));
    EXPECT_EQ(request.files.items[0].executable, 1U);
    EXPECT_EQ(request.args.size, 2U);
    EXPECT_EQ(text(request.args.items[0]), "1");
    EXPECT_EQ(request.environment.size, 1U);
    EXPECT_EQ(text(request.environment.items[0].name), "A");
    EXPECT_EQ(text(request.environment.items[0].value), "B");
    return CODE_RUNNER_FAILED;
  };
  EXPECT_FALSE(Call(check, TestRequest(fields)));
}

TEST(PlanCallTest, CopiesAWholePlan) {
  const Result<ExecutionPlan> plan = Emit([](code_runner_plan& emitted) {
    static constexpr code_runner_file kFiles[] = {{Text("a/b"), Text("x"), 1}, {Text("c"), {}, 0}};
    static constexpr code_runner_string kCompile[] = {Text("cc"), Text("-o"), Text("")};
    static constexpr code_runner_variable kEnvironment[] = {{Text("A"), Text("1")}, {Text("B"), {}}};
    emitted.files = {kFiles, 2};
    emitted.compile = {{kCompile, 3}, {kEnvironment, 2}};
    emitted.artifact = Text("out/main");
    emitted.run.environment = {kEnvironment, 1};
    emitted.may_prestart = 1;
  });
  ASSERT_TRUE(plan) << plan.error().log;
  EXPECT_THAT(plan->files, ElementsAre(SourceFile{"a/b", "x", true}, SourceFile{"c", "", false}));
  EXPECT_THAT(plan->compile->args, ElementsAre("cc", "-o", ""));
  EXPECT_THAT(plan->compile->environment, ElementsAre(Pair("A", "1"), Pair("B", "")));
  EXPECT_EQ(plan->artifact, "out/main");
  EXPECT_THAT(plan->run.args, ElementsAre("true"));
  EXPECT_THAT(plan->run.environment, ElementsAre(Pair("A", "1")));
  EXPECT_TRUE(plan->may_prestart);
}

TEST(PlanCallTest, ASmallPlanHasNothingElse) {
  const Result<ExecutionPlan> plan = Emit([](code_runner_plan&) {});
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->files, IsEmpty());
  EXPECT_EQ(plan->compile, std::nullopt);
  EXPECT_EQ(plan->artifact, "");
  EXPECT_FALSE(plan->may_prestart);
}

TEST(PlanCallTest, MembersThatANewerPluginAppendsDoNotMatter) {
  EXPECT_TRUE(Emit([](code_runner_plan& plan) { plan.struct_size = sizeof(plan) + 64; }));
}

TEST(PlanCallTest, TheContractOfEmitHolds) {
  const auto emit_good = [](const auto& emit) {
    const code_runner_string args[] = {Text("true")};
    code_runner_plan plan{};
    plan.struct_size = sizeof(plan);
    plan.run.args = {args, 1};
    emit(&plan);
  };
  ExpectFault(Call([](auto&, auto&, auto&) { return CODE_RUNNER_OK; }), "without a plan");
  ExpectFault(Call([&](auto&, auto& emit, auto&) { return emit_good(emit), emit_good(emit), CODE_RUNNER_OK; }),
              "more than one");
  ExpectFault(Call([&](auto&, auto& emit, auto&) { return emit_good(emit), CODE_RUNNER_FAILED; }),
              "and reported failure");
  ExpectFault(Call([&](auto&, auto& emit, auto&) { return emit_good(emit), CODE_RUNNER_INVALID_REQUEST; }),
              "and reported failure");
  ExpectFault(Call([](auto&, auto& emit, auto&) { return emit(nullptr), CODE_RUNNER_OK; }), "of no known size");
}

TEST(PlanCallTest, FailuresHaveThePluginsWords) {
  const auto fail = [](code_runner_status status, std::string text) {
    return Call([=](auto&, auto&, code_runner_message& message) { return Say(message, text), status; });
  };
  ExpectFault(fail(CODE_RUNNER_FAILED, "out of luck"), "out of luck");
  ExpectFault(fail(CODE_RUNNER_FAILED, ""), "failed without a message");
  ExpectFault(fail(4711, "unknown status"), "unknown status");
  ExpectFault(fail(-1, ""), "failed without a message");
  const Result<ExecutionPlan> invalid = fail(CODE_RUNNER_INVALID_REQUEST, "no such flag");
  ASSERT_FALSE(invalid);
  EXPECT_EQ(invalid.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(invalid.error().message, "no such flag");
  EXPECT_EQ(invalid.error().violations.size(), 1U);
  EXPECT_NE(fail(CODE_RUNNER_INVALID_REQUEST, "").error().message, "");
}

TEST(PlanCallTest, AMessageIsAsLongAsItsBufferAtMost) {
  const auto boast = [](auto&, auto&, code_runner_message& message) {
    std::memset(message.data, 'x', message.capacity);
    message.size = SIZE_MAX;
    return CODE_RUNNER_FAILED;
  };
  EXPECT_EQ(Call(boast).error().log, std::string(1024, 'x'));
}

struct Row {
  const char* name;
  const char* complaint;
  std::function<void(code_runner_plan&)> bend;
};

class BadPlanTest : public ::testing::TestWithParam<Row> {};

TEST_P(BadPlanTest, IsAFault) {
  ExpectFault(Emit(GetParam().bend), GetParam().complaint);
}

std::string RowName(const ::testing::TestParamInfo<Row>& row) {
  return row.param.name;
}

template <std::size_t N>
void SetFiles(code_runner_plan& plan, const code_runner_file (&files)[N]) {
  plan.files = {files, N};
}

const std::string& Long() {
  static const std::string text(2 << 20, 'a');
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Files, BadPlanTest,
    ::testing::Values(Row{"absent", "files",
                          [](auto& p) {
                            p.files = {nullptr, 1};
                          }},
                      Row{"thousand", "too many files",
                          [](auto& p) {
                            static const std::vector<code_runner_file> kFiles(1000, {Text("a"), {}, 0});
                            p.files = {kFiles.data(), kFiles.size()};
                          }},
                      Row{"escapes", "path",
                          [](auto& p) {
                            static constexpr code_runner_file kBad[] = {{Text("a/../../etc/passwd"), {}, 0}};
                            SetFiles(p, kBad);
                          }},
                      Row{"absolute", "path",
                          [](auto& p) {
                            static constexpr code_runner_file kBad[] = {{Text("/etc/passwd"), {}, 0}};
                            SetFiles(p, kBad);
                          }},
                      Row{"nul", "path",
                          [](auto& p) {
                            static constexpr code_runner_file kBad[] = {{Text("a\0b"), {}, 0}};
                            SetFiles(p, kBad);
                          }},
                      Row{"no_path", "path",
                          [](auto& p) {
                            static constexpr code_runner_file kBad[] = {{{}, Text("x"), 0}};
                            SetFiles(p, kBad);
                          }},
                      Row{"path_huge", "path",
                          [](auto& p) {
                            static constexpr code_runner_file kBad[] = {{{"x", SIZE_MAX}, {}, 0}};
                            SetFiles(p, kBad);
                          }},
                      Row{"content_absent", "large",
                          [](auto& p) {
                            static constexpr code_runner_file kBad[] = {{Text("a"), {nullptr, 5}, 0}};
                            SetFiles(p, kBad);
                          }},
                      Row{"large", "large",
                          [](auto& p) {
                            static const code_runner_file kBad[] = {{Text("a"), {Long().data(), 1 << 20}, 0},
                                                                    {Text("b"), Text("x"), 0}};
                            SetFiles(p, kBad);
                          }}),
    RowName);

INSTANTIATE_TEST_SUITE_P(
    Processes, BadPlanTest,
    ::testing::Values(Row{"size_zero", "no known size", [](auto& p) { p.struct_size = 0; }},
                      Row{"size_small", "no known size", [](auto& p) { p.struct_size = sizeof(p) - 1; }},
                      Row{"no_run", "without a run process", [](auto& p) { p.run.args = {}; }},
                      Row{"args_absent", "arguments",
                          [](auto& p) {
                            p.run.args = {nullptr, 1};
                          }},
                      Row{"args_many", "arguments", [](auto& p) { p.run.args.size = 2000; }},
                      Row{"compile_args_huge", "arguments",
                          [](auto& p) {
                            p.compile.args = {p.run.args.items, SIZE_MAX};
                          }},
                      Row{"variables_absent", "variables",
                          [](auto& p) {
                            p.run.environment = {nullptr, 1};
                          }},
                      Row{"no_program", "without a program",
                          [](auto& p) {
                            static constexpr code_runner_string kBad[] = {{}, Text("x")};
                            p.run.args = {kBad, 2};
                          }},
                      Row{"arg_nul", "NUL",
                          [](auto& p) {
                            static constexpr code_runner_string kBad[] = {Text("a\0b")};
                            p.run.args = {kBad, 1};
                          }},
                      Row{"arg_absent", "not there",
                          [](auto& p) {
                            static constexpr code_runner_string kBad[] = {Text("a"), {nullptr, 3}};
                            p.run.args = {kBad, 2};
                          }},
                      Row{"arg_long", "too long",
                          [](auto& p) {
                            static const code_runner_string kBad[] = {{Long().data(), 128 * 1024}};
                            p.run.args = {kBad, 1};
                          }},
                      Row{"args_long_together", "too long",
                          [](auto& p) {
                            static const std::vector<code_runner_string> kBad(3, {Long().data(), 100 * 1024});
                            p.run.args = {kBad.data(), kBad.size()};
                          }},
                      Row{"variable_name", "proper name",
                          [](auto& p) {
                            static constexpr code_runner_variable kBad[] = {{Text("A=B"), {}}};
                            p.run.environment = {kBad, 1};
                          }},
                      Row{"variable_no_name", "proper name",
                          [](auto& p) {
                            static constexpr code_runner_variable kBad[] = {{{}, Text("x")}};
                            p.run.environment = {kBad, 1};
                          }},
                      Row{"variable_nul", "NUL",
                          [](auto& p) {
                            static constexpr code_runner_variable kBad[] = {{Text("A"), Text("a\0b")}};
                            p.run.environment = {kBad, 1};
                          }},
                      Row{"variable_long", "variable that is too long",
                          [](auto& p) {
                            static const code_runner_variable kBad[] = {{Text("AB"), {Long().data(), 128 * 1024 - 3}}};
                            p.run.environment = {kBad, 1};
                          }},
                      Row{"artifact_alone", "without a compile process", [](auto& p) { p.artifact = Text("a"); }},
                      Row{"artifact_escapes", "artifact",
                          [](auto& p) {
                            p.compile.args = p.run.args;
                            p.artifact = Text("../a");
                          }},
                      Row{"artifact_absent", "artifact",
                          [](auto& p) {
                            p.compile.args = p.run.args;
                            p.artifact = {nullptr, 1};
                          }}),
    RowName);

}  // namespace
}  // namespace code_runner::plugin
