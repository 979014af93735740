#include "agent/message.h"

#include <gtest/gtest.h>

#include <random>

#include "agent/frame.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

const Process kCompile{.args = {"cc", "-o", "main", "main.c"}, .environment = {{"CC", "cc"}}};
const Process kRun{.args = {"./main", ""}, .environment = {{"A", "1"}, {"A", "=2="}, {"EMPTY", ""}}};

RunMessage MakeRun() {
  return {.compile = kCompile,
          .run = kRun,
          .timeout = 30s,
          .output_bytes_max = 1 << 20,
          .metadata_bytes_max = 1 << 16,
          .has_stdin = true,
          .may_prestart = true,
          .artifact = "build/main",
          .artifact_bytes_max = 1 << 26};
}

// The one property that all decoders share: what was encoded is read, every prefix of it and every extension is
// refused.
template <class Decode>
void ExpectExactly(const std::string& payload, Decode decode) {
  EXPECT_TRUE(decode(payload).ok());
  for (std::size_t size = 0; size < payload.size(); ++size) {
    const auto result = decode(std::string_view(payload).substr(0, size));
    ASSERT_FALSE(result.ok()) << "prefix of " << size;
    EXPECT_EQ(result.error().code, ErrorCode::kProtocolError);
  }
  EXPECT_FALSE(decode(payload + '\0').ok()) << "trailing byte";
}

TEST(Messages, AreRefusedUnlessWholeAndExact) {
  ExpectExactly(Encode(HelloMessage{1, "/tmp", "/skeleton", kRun}), DecodeHello);
  ExpectExactly(Encode(FileMessage{"a/b", true}), DecodeFile);
  ExpectExactly(Encode(MakeRun()), DecodeRun);
  ExpectExactly(Encode(ReadyMessage{1}), DecodeReady);
  ExpectExactly(Encode(CompiledMessage{1, 5ns, 6, true}), DecodeCompiled);
  ExpectExactly(Encode(ResultMessage{Outcome::kSignaled, 139, 11, 1ns, 2ns, 3, 4, 5, true, true}), DecodeResult);
  ExpectExactly(Encode(FailedMessage{FailureReason::kNoSpace, "full"}), DecodeFailed);
  ExpectExactly(Encode(StdinTakenMessage{7}), DecodeStdinTaken);
  ExpectExactly(Encode(NextMessage{true}), DecodeNext);
  ExpectExactly(Encode(NetworkCheckedMessage{true}), DecodeNetworkChecked);
}

TEST(HelloMessage, RoundTrips) {
  const auto hello = DecodeHello(Encode(HelloMessage{7, "/workspace", "/skeleton"}));
  EXPECT_EQ(hello->version, 7U);
  EXPECT_EQ(hello->work_dir, "/workspace");
  EXPECT_EQ(hello->skeleton_dir, "/skeleton");
  EXPECT_FALSE(hello->prestart);
  EXPECT_EQ(DecodeHello(Encode(HelloMessage{7, "/workspace", "", kRun}))->prestart, kRun);
}

TEST(FileMessage, RoundTripsAnyBytes) {
  const auto file = DecodeFile(Encode(FileMessage{std::string("a\0\xff"sv), true}));
  EXPECT_EQ(file->path, "a\0\xff"sv);
  EXPECT_TRUE(file->executable);
}

TEST(RunMessage, RoundTrips) {
  const auto run = DecodeRun(Encode(MakeRun()));
  ASSERT_TRUE(run.ok());
  ASSERT_TRUE(run->compile);
  EXPECT_EQ(run->compile->args, kCompile.args);
  EXPECT_EQ(run->compile->environment, kCompile.environment);
  EXPECT_EQ(run->run.args, kRun.args);
  EXPECT_EQ(run->run.environment, kRun.environment);
  EXPECT_EQ(run->timeout, 30s);
  EXPECT_EQ(run->output_bytes_max, 1U << 20);
  EXPECT_EQ(run->metadata_bytes_max, 1U << 16);
  EXPECT_TRUE(run->has_stdin);
  EXPECT_TRUE(run->may_prestart);
  EXPECT_EQ(run->artifact, "build/main");
  EXPECT_EQ(run->artifact_bytes_max, 1U << 26);
}

TEST(RunMessage, RoundTripsWithoutCompile) {
  RunMessage message = MakeRun();
  message.compile.reset();
  EXPECT_FALSE(DecodeRun(Encode(message))->compile);
}

TEST(RunMessage, RefusesWhatCannotBeExecuted) {
  const auto decode_with = [](auto change) {
    RunMessage message = MakeRun();
    change(message);
    return DecodeRun(Encode(message)).ok();
  };
  EXPECT_TRUE(decode_with([](RunMessage&) {}));
  EXPECT_FALSE(decode_with([](RunMessage& run) { run.run.args.clear(); }));
  EXPECT_FALSE(decode_with([](RunMessage& run) { run.compile->args.clear(); }));
  EXPECT_FALSE(decode_with([](RunMessage& run) { run.run.args[0] = std::string("a\0b"sv); }));
  EXPECT_FALSE(decode_with([](RunMessage& run) { run.run.environment[0].first = "A=B"; }));
  EXPECT_FALSE(decode_with([](RunMessage& run) { run.run.environment[0].first = ""; }));
  EXPECT_FALSE(decode_with([](RunMessage& run) { run.timeout = kTimeoutMax + 1ms; }));
  EXPECT_FALSE(decode_with([](RunMessage& run) { run.timeout = -1ms; }));
}

TEST(RunMessage, RefusesCountsThatThePayloadCannotHold) {
  EXPECT_FALSE(DecodeRun("\0\xff\xff\xff\xff"sv).ok());
  EXPECT_FALSE(DecodeRun("\0\0\0\0\x01\0\0\0\x01x\xff\xff\xff\xff"sv).ok());
}

TEST(CompiledMessage, RoundTrips) {
  const auto compiled = DecodeCompiled(Encode(CompiledMessage{137, 1500ms}));
  EXPECT_EQ(compiled->exit_code, 137U);
  EXPECT_EQ(compiled->wall_time, 1500ms);
}

TEST(ResultMessage, RoundTripsEveryOutcome) {
  for (int outcome = 0; outcome <= static_cast<int>(Outcome::kCancelled); ++outcome) {
    const auto result = DecodeResult(
        Encode(ResultMessage{static_cast<Outcome>(outcome), 139, 11, 1s, 2s, 1ULL << 40, 5, 6, true, true}));
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(static_cast<int>(result->outcome), outcome);
    EXPECT_EQ(result->exit_code, 139U);
    EXPECT_EQ(result->signal, 11U);
    EXPECT_EQ(result->wall_time, 1s);
    EXPECT_EQ(result->cpu_time, 2s);
    EXPECT_EQ(result->peak_memory_bytes, 1ULL << 40);
    EXPECT_EQ(result->stdout_bytes, 5U);
    EXPECT_EQ(result->stderr_bytes, 6U);
    EXPECT_TRUE(result->takes_another);
    EXPECT_TRUE(result->prestarted);
  }
}

TEST(ResultMessage, RefusesUnknownOutcomes) {
  std::string payload = Encode(ResultMessage{});
  payload[0] = 6;
  EXPECT_FALSE(DecodeResult(payload).ok());
}

TEST(FailedMessage, RoundTripsAndRefusesUnknownReasons) {
  std::string payload = Encode(FailedMessage{FailureReason::kBadPath, "a/b: Not a directory"});
  EXPECT_EQ(DecodeFailed(payload)->reason, FailureReason::kBadPath);
  EXPECT_EQ(DecodeFailed(payload)->message, "a/b: Not a directory");
  for (const char reason : {0, 6}) {
    payload[0] = reason;
    EXPECT_FALSE(DecodeFailed(payload).ok());
  }
}

TEST(NextMessage, RoundTrips) {
  EXPECT_TRUE(DecodeNext(Encode(NextMessage{true}))->prestart);
  EXPECT_FALSE(DecodeNext(Encode(NextMessage{false}))->prestart);
}

TEST(NetworkCheckedMessage, RoundTrips) {
  EXPECT_TRUE(DecodeNetworkChecked(Encode(NetworkCheckedMessage{true}))->unchanged);
  EXPECT_FALSE(DecodeNetworkChecked(Encode(NetworkCheckedMessage{false}))->unchanged);
}

TEST(StdinTakenMessage, RoundTrips) {
  EXPECT_EQ(DecodeStdinTaken(Encode(StdinTakenMessage{70000}))->bytes, 70000U);
}

TEST(AppendRun, SendsLongMessagesInParts) {
  RunMessage message = MakeRun();
  message.run.environment.emplace_back("LONG", std::string(2 * kFramePayloadBytesMax, 'x'));
  std::string bytes;
  AppendRun(bytes, message);
  FrameDecoder decoder;
  decoder.Feed(bytes);
  std::string payload;
  std::vector<FrameType> types;
  for (auto frame = decoder.Next(); frame.ok() && frame->has_value(); frame = decoder.Next()) {
    types.push_back((*frame)->type);
    payload.append((*frame)->payload);
  }
  EXPECT_EQ(types, (std::vector{FrameType::kRunPart, FrameType::kRunPart, FrameType::kRun}));
  EXPECT_EQ(DecodeRun(payload)->run.environment, message.run.environment);
}

TEST(Decoders, SurviveRandomBytes) {
  constexpr unsigned kSeed = 20;
  std::mt19937 random(kSeed);
  const std::string valid = Encode(MakeRun());
  int refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = valid;
    for (int change = 0; change < 3; ++change) bytes[random() % bytes.size()] = static_cast<char>(random());
    refused += DecodeRun(bytes).ok() ? 0 : 1;
    refused += DecodeResult(bytes).ok() ? 0 : 1;
    refused += DecodeFailed(bytes).ok() ? 0 : 1;
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace code_runner::agent
