#include "docker/build_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace code_runner::docker {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr char kGoodBuild[] =
    "{\"stream\":\"Step 1/2 : FROM debian\"}\r\n{\"stream\":\"\\n\"}\r\n{\"status\":\"Pulling\",\"id\":\"x\"}\r\n"
    "{\"stream\":\"gr\xc3\xbc\xc3\x9f\"}\r\n{\"stream\":\" dich\\nlast\"}\r\n{\"aux\":{\"ID\":\"sha256:abc\"}}\r\n";

std::string StreamLine(const std::string& text) {
  return "{\"stream\":\"" + text + "\"}\n";
}

TEST(BuildOutput, GivesTheSameWhereverTheAnswerIsCut) {
  const std::string answer = kGoodBuild;
  for (std::size_t cut = 0; cut <= answer.size(); ++cut) {
    std::vector<std::string> pieces;
    BuildOutput output([&](std::string_view text) { pieces.emplace_back(text); });
    ASSERT_TRUE(output.Feed(answer.substr(0, cut)).ok());
    ASSERT_TRUE(output.Feed(answer.substr(cut)).ok());
    const Result<std::string> id = output.Finish();
    ASSERT_TRUE(id.ok()) << id.error().LogText();
    EXPECT_EQ(*id, "sha256:abc");
    EXPECT_THAT(pieces, ElementsAre("Step 1/2 : FROM debian\n", "gr\xc3\xbc\xc3\x9f dich\n", "last"));
  }
}

TEST(BuildOutput, NeedsNobodyToListen) {
  BuildOutput output(nullptr);
  ASSERT_TRUE(output.Feed(kGoodBuild).ok());
  EXPECT_TRUE(output.Finish().ok());
}

TEST(BuildOutput, SaysOfAFailedBuildHowItEnded) {
  BuildOutput output(nullptr);
  ASSERT_TRUE(output.Feed(StreamLine("no such package")).ok());
  ASSERT_TRUE(output.Feed(R"({"errorDetail":{"code":7},"error":"returned a non-zero code: 7"})").ok());
  const Result<std::string> id = output.Finish();
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().code, ErrorCode::kDockerError);
  EXPECT_EQ(id.error().message, "no such package\nreturned a non-zero code: 7");
}

TEST(BuildOutput, CutsTheMessageBetweenCharacters) {
  for (const std::string padding : {"", "a", "ab", "abc"}) {
    BuildOutput output(nullptr);
    for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(output.Feed(StreamLine("\xe2\x82\xac\xe2\x82\xac")).ok());
    ASSERT_TRUE(output.Feed("{\"error\":\"" + padding + "\"}\n").ok());
    const std::string message = output.Finish().error().message;
    EXPECT_LE(message.size(), 4096U);
    EXPECT_GE(message.size(), 4090U);
    EXPECT_EQ(message.substr(0, 3), "\xe2\x82\xac");
    EXPECT_THAT(message, EndsWith("\xe2\x82\xac\n" + padding));
  }
}

TEST(BuildOutput, KeepsTheOutputWhenTheComplaintIsLong) {
  BuildOutput output(nullptr);
  ASSERT_TRUE(output.Feed(StreamLine("the reason\\n")).ok());
  ASSERT_TRUE(output.Feed("{\"error\":\"" + std::string(100'000, 'x') + " code: 1\"}\n").ok());
  const std::string message = output.Finish().error().message;
  EXPECT_LE(message.size(), 4096U);
  EXPECT_THAT(message, HasSubstr("the reason\n"));
  EXPECT_THAT(message, EndsWith(" code: 1"));
}

TEST(BuildOutput, PassesOnAnEndlessLineInBoundedPieces) {
  std::size_t longest = 0;
  std::size_t total = 0;
  BuildOutput output([&](std::string_view text) {
    longest = std::max(longest, text.size());
    total += text.size();
  });
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(output.Feed(StreamLine(std::string(10'000, 'x'))).ok());
  ASSERT_TRUE(output.Feed("{\"aux\":{\"ID\":\"sha256:abc\"}}").ok());
  EXPECT_TRUE(output.Finish().ok());
  EXPECT_EQ(total, 1'000'000U);
  EXPECT_LE(longest, 80'000U);
}

TEST(BuildOutput, RefusesALineOfJsonWithoutEnd) {
  BuildOutput output(nullptr);
  const std::string piece(100'000, ' ');
  Status fed = Ok();
  for (int i = 0; i < 11 && fed.ok(); ++i) fed = output.Feed(piece);
  ASSERT_FALSE(fed.ok());
  EXPECT_EQ(fed.error().code, ErrorCode::kDockerError);
}

TEST(BuildOutput, RefusesWhatIsNotAnObjectOfTheRightTypes) {
  for (const std::string line : {"garbage\n", "[1]\n", "{\"stream\":7}\n", "{\"aux\":\"sha256:abc\"}\n",
                                 "{\"aux\":{\"ID\":[]}}\n", "{\"error\":null}\n", "{\"error\":{}}\n"}) {
    BuildOutput output(nullptr);
    const Status fed = output.Feed(line);
    ASSERT_FALSE(fed.ok()) << line;
    EXPECT_EQ(fed.error().code, ErrorCode::kDockerError) << line;
  }
}

TEST(BuildOutput, RefusesAnEndWithoutAnImage) {
  BuildOutput output(nullptr);
  ASSERT_TRUE(output.Feed(StreamLine("Step 1/9")).ok());
  const Result<std::string> id = output.Finish();
  ASSERT_FALSE(id.ok());
  EXPECT_EQ(id.error().code, ErrorCode::kDockerError);
}

}  // namespace
}  // namespace code_runner::docker
