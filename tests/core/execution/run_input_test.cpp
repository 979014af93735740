#include "execution/run_input.h"

#include <gtest/gtest.h>

#include "agent/frame.h"
#include "agent/message.h"

namespace code_runner::execution {
namespace {

using agent::FrameType;

const ExecutionPlan kPlan{{}, {}, {}, {{"x"}, {}}};

// Takes all that is pending; standard input that was in it, and whether its end was.
std::pair<std::string, bool> TakePending(RunInput& input) {
  agent::FrameDecoder decoder;
  decoder.Feed(input.Pending());
  input.Consume(input.Pending().size());
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
