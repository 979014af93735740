#include "image/build_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/image/fake_runtime.h"

namespace code_runner::image {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string DigestOf(std::vector<SourceFile> files, const std::string& agent = "AGENT") {
  plugin::Runtime runtime = testing::MakeAlpha();
  EXPECT_TRUE(runtime.OverrideBuildContext(std::move(files)).ok());
  return MakeBuildContext(runtime, agent).digest;
}

TEST(BuildContext, EndsTheDockerfileWithWhatEveryImageNeeds) {
  const BuildContext context = MakeBuildContext(testing::MakeAlpha(), "AGENT");
  ASSERT_EQ(context.entries.size(), 2U);
  const docker::TarEntry& dockerfile = context.entries[0];
  EXPECT_EQ(dockerfile.path, "Dockerfile");
  EXPECT_THAT(dockerfile.content, StartsWith("FROM scratch\n\nUSER root\n"));
  EXPECT_THAT(dockerfile.content, HasSubstr("runner:x:1001:1001::/work:/bin/sh"));
  EXPECT_THAT(dockerfile.content, HasSubstr("mkdir -p /metadata /work\n"));
  EXPECT_THAT(dockerfile.content, HasSubstr("COPY .code-runner/agent /usr/libexec/code-runner-agent\n"));
  EXPECT_THAT(dockerfile.content, EndsWith("CMD []\nENTRYPOINT [\"/usr/libexec/code-runner-agent\"]\n"));
}

TEST(BuildContext, HoldsTheAgentAsAnExecutable) {
  const BuildContext context = MakeBuildContext(testing::MakeAlpha(), "AGENT");
  EXPECT_EQ(context.entries[1].path, ".code-runner/agent");
  EXPECT_EQ(context.entries[1].content, "AGENT");
  EXPECT_TRUE(context.entries[1].executable);
}

TEST(BuildContext, HasTheSameDigestForTheSameContent) {
  const std::string digest = DigestOf({{"Dockerfile", "FROM x"}, {"a", "1"}});
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(digest.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(digest, DigestOf({{"Dockerfile", "FROM x"}, {"a", "1"}}));
}

TEST(BuildContext, HasAnotherDigestForAnyChange) {
  const std::string digest = DigestOf({{"Dockerfile", "FROM x"}, {"a", "12"}});
  EXPECT_NE(digest, DigestOf({{"Dockerfile", "FROM y"}, {"a", "12"}}));
  EXPECT_NE(digest, DigestOf({{"Dockerfile", "FROM x"}, {"a", "13"}}));
  EXPECT_NE(digest, DigestOf({{"Dockerfile", "FROM x"}, {"b", "12"}}));
  EXPECT_NE(digest, DigestOf({{"Dockerfile", "FROM x"}, {"a", "12", true}}));
  EXPECT_NE(digest, DigestOf({{"Dockerfile", "FROM x"}, {"a1", "2"}}));
  EXPECT_NE(digest, DigestOf({{"Dockerfile", "FROM x"}, {"a", "12"}, {"c", ""}}));
  EXPECT_NE(digest, DigestOf({{"Dockerfile", "FROM x"}, {"a", "12"}}, "OTHER"));
}

}  // namespace
}  // namespace code_runner::image
