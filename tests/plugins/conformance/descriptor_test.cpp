#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "plugins/conformance/test_runtimes.h"

namespace code_runner::plugin {
namespace {

using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

TEST(PluginConformanceTest, AllLoad) {
  for (const RefusedPlugin& refused : TestRegistry().Refused()) ADD_FAILURE() << refused.path << ": " << refused.reason;
  EXPECT_EQ(TestRegistry().Runtimes().size(), std::size(kAllRuntimes));
}

TEST(PluginConformanceTest, NoTwoHaveANameInCommon) {
  std::set<std::string> names;
  std::size_t count = 0;
  for (const auto& runtime : TestRegistry().Runtimes()) {
    names.insert(runtime->Id());
    names.insert(runtime->Aliases().begin(), runtime->Aliases().end());
    count += 1 + runtime->Aliases().size();
  }
  EXPECT_EQ(names.size(), count);
}

std::string Dockerfile(const Runtime& runtime) {
  return std::ranges::find(runtime.BuildContext(), "Dockerfile", &SourceFile::path)->content;
}

class DescriptorTest : public ::testing::TestWithParam<KnownRuntime> {
 protected:
  const Runtime& runtime_ = TestRuntime(GetParam().id);
};

TEST_P(DescriptorTest, IsFoundByEachOfItsNames) {
  EXPECT_EQ(TestRegistry().Find(runtime_.ImageName()).get(), &runtime_);
  for (const std::string& alias : runtime_.Aliases()) EXPECT_EQ(TestRegistry().Find(alias).get(), &runtime_) << alias;
}

TEST_P(DescriptorTest, IsWrittenForPeople) {
  EXPECT_THAT(runtime_.Name(), Not(IsEmpty()));
  EXPECT_THAT(runtime_.Description(), EndsWith("."));
  EXPECT_THAT(runtime_.Description(), Not(HasSubstr(". "))) << "one sentence";
  EXPECT_THAT(runtime_.Version(), MatchesRegex("[0-9]+(\\.[0-9]+)+"));
  EXPECT_EQ(runtime_.DefaultEntrypoint(), GetParam().default_entrypoint);
  EXPECT_THAT(runtime_.MainFile(), EndsWith(runtime_.FileExtension()));
}

TEST_P(DescriptorTest, BuildsOnTheCommonBaseImage) {
  std::istringstream lines(Dockerfile(runtime_));
  std::size_t stages = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("FROM ")) continue;
    ++stages;
    EXPECT_THAT(line, MatchesRegex("FROM debian:trixie-slim( AS [a-z]+)?"));
  }
  EXPECT_GE(stages, 1U);
}

TEST_P(DescriptorTest, RunsNothingStraightFromTheNetwork) {
  EXPECT_THAT(Dockerfile(runtime_), Not(ContainsRegex("(curl|wget)[^\n]*[|][^\n]*sh")));
  EXPECT_THAT(Dockerfile(runtime_), Not(ContainsRegex("ADD +http")));
}

TEST_P(DescriptorTest, BinariesFromNpmAreThereForBothArchitectures) {
  const std::string dockerfile = Dockerfile(runtime_);
  if (dockerfile.find("-linux-") == std::string::npos) return;
  EXPECT_THAT(dockerfile, HasSubstr("amd64)"));
  EXPECT_THAT(dockerfile, HasSubstr("arm64)"));
  EXPECT_THAT(dockerfile, HasSubstr("exit 1")) << "for any other architecture";
}

TEST_P(DescriptorTest, GreetsInTheSelfTest) {
  EXPECT_THAT(runtime_.HelloCode(), HasSubstr("Hello from "));
  EXPECT_THAT(runtime_.HelloStdout(), StartsWith("Hello from "));
  EXPECT_THAT(runtime_.HelloStdout(), EndsWith("\n"));
}

INSTANTIATE_TEST_SUITE_P(Each, DescriptorTest, ::testing::ValuesIn(kAllRuntimes),
                         [](const auto& row) { return std::string(row.param.id); });

}  // namespace
}  // namespace code_runner::plugin
