#include "execution/compilation.h"

#include <gtest/gtest.h>

#include "core/execution/artifact_files.h"
#include "core/image/fake_runtime.h"
#include "support/temp_dir.h"

namespace code_runner::execution {
namespace {

class CompilationTest : public ::testing::Test {
 protected:
  Compilation Begin(const std::string& caller = "me") {
    plan_ = {{{"main", "source"}}, Process{{"cc"}, {}}, "out", {{"./out"}, {}}};
    return {artifacts_, runtime_, "image", caller, plan_};
  }
  // As a run does it that compiles "program" and ends with `result`.
  void Compile(const std::string& caller = "me", ExecutionResult result = {}) {
    Compilation compilation = Begin(caller);
    ArtifactDraft* const draft = compilation.Transfer().from_sandbox;
    ASSERT_NE(draft, nullptr);
    draft->Begin(7, true);
    draft->Append("program");
    result.compile = testing::CompilerSays("out", "warning");
    compilation.Conclude(result);
    EXPECT_FALSE(result.compile->cached);
  }

  testing::TempDir folder_;
  ArtifactCache artifacts_{folder_.Path("artifacts"), {}};
  plugin::Runtime runtime_ = testing::MakeAlpha();
  ExecutionPlan plan_;
};

TEST_F(CompilationTest, IsDoneOnce) {
  Compile();
  Compilation compilation = Begin();
  EXPECT_FALSE(plan_.compile);
  EXPECT_EQ(compilation.Transfer().from_sandbox, nullptr);
  ASSERT_NE(compilation.Transfer().to_sandbox, nullptr);
  EXPECT_EQ(testing::BytesOf(*compilation.Transfer().to_sandbox), "program");
  ExecutionResult result;
  compilation.Conclude(result);
  ASSERT_TRUE(result.compile);
  EXPECT_TRUE(result.compile->cached);
  EXPECT_EQ(testing::Text(result.compile->out), "out");
  EXPECT_EQ(testing::Text(result.compile->err), "warning");
}

TEST_F(CompilationTest, CountsWhateverTheProgramDidThen) {
  ExecutionResult result;
  result.status = ExecutionStatus::kTimedOut;
  Compile("me", std::move(result));
  EXPECT_NE(Begin().Transfer().to_sandbox, nullptr);
}

TEST_F(CompilationTest, IsNotSharedBetweenCallers) {
  Compile("me");
  EXPECT_EQ(Begin("you").Transfer().to_sandbox, nullptr);
  EXPECT_TRUE(plan_.compile);
  Compile("you");
  EXPECT_NE(Begin("you").Transfer().to_sandbox, nullptr);
}

TEST_F(CompilationTest, IsNotKeptWithoutAnArtifact) {
  {
    Compilation compilation = Begin();
    ExecutionResult result;
    result.status = ExecutionStatus::kCompileFailed;
    result.compile = testing::CompilerSays("", "error");
    compilation.Conclude(result);
  }
  {
    Compilation compilation = Begin();
    ASSERT_NE(compilation.Transfer().from_sandbox, nullptr);
    compilation.Transfer().from_sandbox->Begin(7, true);
    compilation.Transfer().from_sandbox->Append("pro");
    ExecutionResult result;
    result.compile = testing::CompilerSays("");
    compilation.Conclude(result);
  }
  EXPECT_EQ(Begin().Transfer().to_sandbox, nullptr);
}

TEST_F(CompilationTest, HasNothingToDoWherePlansCompileNothing) {
  const auto has_nothing_to_do = [this](ExecutionPlan plan) {
    const ArtifactTransfer transfer = Compilation(artifacts_, runtime_, "image", "me", plan).Transfer();
    return transfer.to_sandbox == nullptr && transfer.from_sandbox == nullptr;
  };
  EXPECT_TRUE(has_nothing_to_do({{}, {}, "", {{"x"}, {}}}));
  EXPECT_TRUE(has_nothing_to_do({{}, Process{{"cc"}, {}}, "", {{"x"}, {}}}));
}

}  // namespace
}  // namespace code_runner::execution
