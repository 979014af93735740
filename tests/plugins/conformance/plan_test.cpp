#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "plugins/conformance/test_runtimes.h"

namespace code_runner::plugin {
namespace {

using ::testing::Contains;

constexpr int kThreads = 8;
constexpr int kCallsPerThread = 200;

RequestFields Hello(const Runtime& runtime) {
  RequestFields fields;
  fields.code = runtime.HelloCode();
  return fields;
}

// Every byte that an argument can hold, and some that look like options or shell.
std::vector<std::string> OddArgs(std::size_t count) {
  std::vector<std::string> args = {"", "-", "--", "--help", "$(id)", "a b", "'\"`\\", "\xff\xfe", "ü"};
  for (std::size_t i = args.size(); i < count; ++i) args.emplace_back(i % 100, static_cast<char>(1 + i % 255));
  return args;
}

class PlanTest : public ::testing::TestWithParam<KnownRuntime> {
 protected:
  // What the core makes of the plugin's answer, which it has checked.
  ExecutionPlan Plan(RequestFields fields) const {
    Result<ExecutionPlan> plan = runtime_.MakePlan(TestRequest(std::move(fields)));
    if (!plan) throw std::runtime_error(plan.error().LogText());
    return *std::move(plan);
  }

  const Runtime& runtime_ = TestRuntime(GetParam().id);
};

TEST_P(PlanTest, HelloIsInTheMainFile) {
  const ExecutionPlan plan = Plan(Hello(runtime_));
  EXPECT_EQ(plan.files.back(), (SourceFile{runtime_.MainFile(), runtime_.HelloCode(), false}));
  EXPECT_EQ(plan.artifact.empty(), !plan.compile.has_value());
}

TEST_P(PlanTest, ArgumentsComeLast) {
  RequestFields fields = Hello(runtime_);
  const std::vector<std::string> without = Plan(fields).run.args;
  fields.args = OddArgs(RequestBounds::kMaxArgs);
  const std::vector<std::string> with = Plan(fields).run.args;
  ASSERT_EQ(with.size(), without.size() + fields.args.size());
  EXPECT_TRUE(std::equal(without.begin(), without.end(), with.begin()));
  EXPECT_TRUE(std::ranges::equal(fields.args, std::vector(with.begin() + std::ssize(without), with.end())));
}

TEST_P(PlanTest, IsTheSameForTheSameRequestFromAnyThread) {
  RequestFields fields = Hello(runtime_);
  fields.files = {{"a/b.txt", "content", false}, {"data", std::string(1000, '\0'), true}};
  fields.args = OddArgs(50);
  fields.environment = {{"A", "1"}, {"NODE_OPTIONS", "--inspect"}};
  const ExecutionRequest request = TestRequest(fields);
  const ExecutionPlan expected = Plan(fields);
  std::atomic<int> same = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int call = 0; call < kCallsPerThread; ++call) {
          const Result<ExecutionPlan> plan = runtime_.MakePlan(request);
          same += plan && *plan == expected ? 1 : 0;
        }
      });
    }
  }
  EXPECT_EQ(same, kThreads * kCallsPerThread);
}

TEST_P(PlanTest, TakesAnythingForCode) {
  for (const std::string& code : {std::string(1, '\0'), std::string(1 << 20, 'x'), std::string("\xff\xfe\n\r\x1b"),
                                  std::string("#!/bin/sh\nCARGO_"), std::string(1000, '\n')}) {
    RequestFields fields;
    fields.code = code;
    EXPECT_EQ(Plan(fields).files.back().content, code);
  }
}

TEST_P(PlanTest, TakesFilesWithAnyName) {
  RequestFields fields = Hello(runtime_);
  for (const char* name : {"Cargo.toml", "build.rs", "src/lib.rs", "src/bin/x.rs", ".cargo/config.toml", "go.mod",
                           "package.json", "deno.json", "sdk.py", "-rf", "a b\n", "\xff", "~", "$HOME", "ü", "*"}) {
    fields.files.push_back({name, "content of " + std::string(name), false});
  }
  const ExecutionPlan plan = Plan(fields);
  for (const SourceFile& file : fields.files) EXPECT_THAT(plan.files, Contains(file));
}

TEST_P(PlanTest, TheCallersVariablesWin) {
  RequestFields fields = Hello(runtime_);
  for (const char* name : {"PATH", "HOME", "LD_PRELOAD", "NODE_OPTIONS", "PYTHONSTARTUP", "GOFLAGS", "GOGC",
                           "CARGO_HOME", "RUSTFLAGS", "DENO_DIR", "BUN_INSTALL", "BASH_ENV", "\xff", "A B"}) {
    fields.environment.emplace_back(name, "of the caller");
  }
  const ExecutionPlan plan = Plan(fields);
  const auto ends_with_callers = [&fields](const Environment& all) {
    return all.size() >= fields.environment.size() &&
           std::equal(fields.environment.rbegin(), fields.environment.rend(), all.rbegin());
  };
  EXPECT_TRUE(ends_with_callers(plan.run.environment));
  if (plan.compile) {
    EXPECT_TRUE(ends_with_callers(plan.compile->environment));
  }
}

TEST_P(PlanTest, TakesTheLargestRequest) {
  RequestFields fields;
  fields.code = "x";
  fields.args.assign(RequestBounds::kMaxArgs, std::string(100, '\x01'));
  for (std::size_t i = 0; i < RequestBounds::kMaxFiles; ++i)
    fields.files.push_back({"f" + std::to_string(i), "x", false});
  for (std::size_t i = 0; i < RequestBounds::kMaxVariables; ++i) {
    fields.environment.emplace_back("V" + std::to_string(i), std::string(100, 'v'));
  }
  const ExecutionPlan plan = Plan(fields);
  EXPECT_GE(plan.files.size(), RequestBounds::kMaxFiles + 1);
  EXPECT_GE(plan.run.environment.size(), RequestBounds::kMaxVariables);
}

INSTANTIATE_TEST_SUITE_P(Each, PlanTest, ::testing::ValuesIn(kAllRuntimes),
                         [](const auto& row) { return std::string(row.param.id); });

}  // namespace
}  // namespace code_runner::plugin
