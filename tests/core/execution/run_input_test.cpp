#include "execution/run_input.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "agent/frame.h"
#include "agent/message.h"
#include "core/execution/artifact_files.h"
#include "support/temp_dir.h"

namespace code_runner::execution {
namespace {

using agent::FrameType;

const ExecutionPlan kPlan{{}, {}, {}, {{"x"}, {}}};

// Takes all that is pending; standard input that was in it, and whether its end was.
std::pair<std::string, bool> TakePending(RunInput& input) {
  agent::FrameDecoder decoder;
  decoder.Feed(input.Pending());
  EXPECT_TRUE(input.Consume(input.Pending().size()).ok());
  std::pair<std::string, bool> taken{"", false};
  for (auto frame = decoder.Next(); frame.ok() && *frame; frame = decoder.Next()) {
    if ((*frame)->type == FrameType::kStdin) taken.first += (*frame)->payload;
    if ((*frame)->type == FrameType::kStdinEnd) taken.second = true;
  }
  return taken;
}

std::string Taken(std::uint32_t bytes) {
  return agent::Encode(agent::StdinTakenMessage{bytes});
}

TEST(RunInput, KeepsStandardInputWithinTheWindow) {
  std::string text(300'000, 'i');
  text.back() = 'j';
  const std::optional<std::string> stdin_text = text;
  RunInput input(kPlan, stdin_text, {}, 0, 0);
  std::string received;
  std::size_t under_way = 0;
  bool ended = false;
  while (!ended) {
    const auto [bytes, end] = TakePending(input);
    received += bytes;
    under_way += bytes.size();
    ended = end;
    ASSERT_LE(under_way, agent::kStdinWindowBytes);
    if (bytes.empty()) {
      ASSERT_TRUE(input.Pending().empty());
      ASSERT_TRUE(input.OnStdinTaken(Taken(50'000)).ok());
      under_way -= 50'000;
    }
  }
  EXPECT_EQ(received, text);
  EXPECT_TRUE(input.Pending().empty());
}

TEST(RunInput, EndsAnEmptyStandardInput) {
  const std::optional<std::string> empty = "";
  RunInput input(kPlan, empty, {}, 0, 0);
  EXPECT_TRUE(TakePending(input).second);
}

TEST(RunInput, SendsNoneWhereThereIsNone) {
  RunInput input(kPlan, std::nullopt, {}, 0, 0);
  EXPECT_FALSE(TakePending(input).second);
}

TEST(RunInput, SendsAnArtifactPieceByPieceAfterTheFilesAndBeforeTheRun) {
  constexpr std::size_t kInMemoryMax = 300'000;
  const testing::TempDir folder;
  ArtifactCache cache(folder.Path("artifacts"), {});
  const std::string bytes = std::string(700'000, 'a') + 'z';
  testing::Keep(cache, testing::KeyOf('a'), bytes);
  const auto artifact = cache.Find(testing::KeyOf('a'));
  ExecutionPlan plan = kPlan;
  plan.files = {{"main", "source"}};
  plan.artifact = "out";
  const std::optional<std::string> stdin_text = "in";
  RunInput input(plan, stdin_text, {}, 0, 0, {.to_sandbox = &*artifact, .from_sandbox = nullptr});
  agent::FrameDecoder decoder;
  std::string order;
  std::string received;
  while (!input.Pending().empty()) {
    EXPECT_LT(input.Pending().size(), kInMemoryMax);
    const std::size_t some = std::min<std::size_t>(input.Pending().size(), 100'000);
    decoder.Feed(input.Pending().substr(0, some));
    ASSERT_TRUE(input.Consume(some).ok());
    for (auto frame = decoder.Next(); frame.ok() && *frame; frame = decoder.Next()) {
      if ((*frame)->type == FrameType::kFile) {
        const auto file = agent::DecodeFile((*frame)->payload);
        order += file->path + (file->executable ? "* " : " ");
        received.clear();
      }
      if ((*frame)->type == FrameType::kFileData) received += (*frame)->payload;
      if ((*frame)->type == FrameType::kRun) order += "run ";
      if ((*frame)->type == FrameType::kStdin) order += "stdin ";
    }
  }
  EXPECT_EQ(order, "main out* run stdin ");
  EXPECT_EQ(received, bytes);
}

TEST(RunInput, SaysWhenAnArtifactCannotBeRead) {
  const testing::TempDir folder;
  ArtifactCache cache(folder.Path("artifacts"), {});
  testing::Keep(cache, testing::KeyOf('a'), std::string(1000, 'a'));
  const auto artifact = cache.Find(testing::KeyOf('a'));
  std::filesystem::resize_file(folder.Path("artifacts/" + testing::KeyOf('a')), 500);
  ExecutionPlan plan = kPlan;
  plan.artifact = "out";
  RunInput input(plan, std::nullopt, {}, 0, 0, {.to_sandbox = &*artifact, .from_sandbox = nullptr});
  EXPECT_EQ(input.Consume(input.Pending().size()).error().code, ErrorCode::kInternal);
}

TEST(RunInput, AsksForAnArtifact) {
  const testing::TempDir folder;
  ArtifactDraft draft(folder.Path(""), 1234);
  ExecutionPlan plan = kPlan;
  plan.artifact = "out";
  RunInput input(plan, std::nullopt, {}, 0, 0, {.to_sandbox = nullptr, .from_sandbox = &draft});
  agent::FrameDecoder decoder;
  decoder.Feed(input.Pending());
  const auto run = agent::DecodeRun((*decoder.Next())->payload);
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->artifact, "out");
  EXPECT_EQ(run->artifact_bytes_max, 1234U);
}

TEST(RunInput, RefusesMoreTakenThanSent) {
  const std::optional<std::string> stdin_text = "abc";
  RunInput input(kPlan, stdin_text, {}, 0, 0);
  EXPECT_EQ(input.OnStdinTaken(Taken(4)).error().code, ErrorCode::kProtocolError);
  EXPECT_TRUE(input.OnStdinTaken(Taken(3)).ok());
  EXPECT_EQ(input.OnStdinTaken(Taken(1)).error().code, ErrorCode::kProtocolError);
  EXPECT_EQ(input.OnStdinTaken("nonsense").error().code, ErrorCode::kProtocolError);
}

}  // namespace
}  // namespace code_runner::execution
