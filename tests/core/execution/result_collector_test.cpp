#include "execution/result_collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "agent/message.h"
#include "support/temp_dir.h"

namespace code_runner::execution {
namespace {

using agent::FrameType;
using agent::Outcome;
using ::testing::ElementsAre;

std::string Text(const Spool& spool) {
  std::string text;
  EXPECT_TRUE(spool.Read([&](std::string_view piece) { text += piece; }).ok());
  return text;
}

std::string Encoded(Outcome outcome, std::uint32_t exit_code = 0, std::uint32_t signal = 0) {
  return agent::Encode(agent::ResultMessage{.outcome = outcome, .exit_code = exit_code, .signal = signal});
}

class ResultCollectorTest : public ::testing::Test {
 protected:
  void Accept(FrameType type, const std::string& payload = "") {
    const Result<bool> done = collector_.Take({type, payload});
    ASSERT_TRUE(done.ok()) << done.error().LogText();
    EXPECT_EQ(*done, type == FrameType::kResult);
  }
  void Refuse(FrameType type, const std::string& payload = "") {
    const Result<bool> done = collector_.Take({type, payload});
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::kProtocolError);
  }

  explicit ResultCollectorTest(bool has_compile = false) : collector_(has_compile, 8, 4) {}

  ResultCollector collector_;
};

class CompilingCollectorTest : public ResultCollectorTest {
 protected:
  CompilingCollectorTest() : ResultCollectorTest(true) {}
};

TEST_F(ResultCollectorTest, CollectsARun) {
  Accept(FrameType::kStdout, "out");
  Accept(FrameType::kStderr, "err");
  Accept(FrameType::kStdout, "put");
  Accept(FrameType::kMetadata, "{");
  Accept(FrameType::kMetadata, "}");
  using std::chrono::nanoseconds;
  Accept(FrameType::kResult, agent::Encode(agent::ResultMessage{Outcome::kExited, 3, 0, nanoseconds(1'500'000'000),
                                                                nanoseconds(500'000'000), 4096, 6, 100}));
  const ExecutionResult result = std::move(collector_).Finish();
  EXPECT_EQ(result.status, ExecutionStatus::kExited);
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.signal, std::nullopt);
  EXPECT_EQ(Text(result.out.text), "output");
  EXPECT_FALSE(result.out.Truncated());
  EXPECT_EQ(Text(result.err.text), "err");
  EXPECT_TRUE(result.err.Truncated());
  EXPECT_EQ(result.err.bytes, 100U);
  EXPECT_EQ(result.metadata, "{}");
  EXPECT_EQ(result.usage.wall_time.count(), 1.5);
  EXPECT_EQ(result.usage.cpu_time.count(), 0.5);
  EXPECT_EQ(result.usage.peak_memory_bytes, 4096U);
  EXPECT_FALSE(result.compile.has_value());
}

TEST_F(CompilingCollectorTest, CollectsCompilingAndRunning) {
  Accept(FrameType::kCompileStdout, "o");
  Accept(FrameType::kCompileStderr, "e");
  Accept(FrameType::kCompiled, agent::Encode(agent::CompiledMessage{0, std::chrono::seconds(2)}));
  Accept(FrameType::kStdout, "x");
  Accept(FrameType::kResult, Encoded(Outcome::kExited));
  const ExecutionResult result = std::move(collector_).Finish();
  ASSERT_TRUE(result.compile.has_value());
  EXPECT_EQ(Text(result.compile->out), "o");
  EXPECT_EQ(Text(result.compile->err), "e");
  EXPECT_EQ(result.compile->exit_code, 0);
  EXPECT_EQ(result.compile->time.count(), 2);
}

TEST_F(ResultCollectorTest, RefusesWhatIsNotTheRuns) {
  for (const FrameType type :
       {FrameType::kReady, FrameType::kStdinTaken, FrameType::kHello, FrameType::kStdin, FrameType::kRun,
        FrameType::kCompileStdout, FrameType::kCompileStderr, FrameType::kCompiled}) {
    Refuse(type, type == FrameType::kCompiled ? agent::Encode(agent::CompiledMessage{}) : "");
  }
}

TEST_F(ResultCollectorTest, RefusesOutputAfterMetadata) {
  Accept(FrameType::kMetadata, "{}");
  Refuse(FrameType::kStdout, "x");
}

TEST_F(ResultCollectorTest, RefusesAnythingAfterTheResult) {
  Accept(FrameType::kResult, Encoded(Outcome::kExited));
  Refuse(FrameType::kResult, Encoded(Outcome::kExited));
}

TEST_F(CompilingCollectorTest, RefusesTheRunBeforeTheCompilersEnd) {
  Refuse(FrameType::kStdout, "x");
  Refuse(FrameType::kMetadata, "x");
  Refuse(FrameType::kResult, Encoded(Outcome::kCompileFailed, 1));
}

TEST_F(CompilingCollectorTest, RefusesTheCompilerAfterItsEnd) {
  Refuse(FrameType::kCompiled, agent::Encode(agent::CompiledMessage{256, {}}));
  Accept(FrameType::kCompiled, agent::Encode(agent::CompiledMessage{}));
  Refuse(FrameType::kCompiled, agent::Encode(agent::CompiledMessage{}));
  Refuse(FrameType::kCompileStderr, "x");
}

TEST_F(ResultCollectorTest, HoldsThePeerToItsBounds) {
  Accept(FrameType::kStdout, "12345678");
  Refuse(FrameType::kStdout, "9");
  Refuse(FrameType::kStderr, "123456789");
  Accept(FrameType::kMetadata, "1234");
  Refuse(FrameType::kMetadata, "5");
}

TEST_F(CompilingCollectorTest, HoldsTheCompilerToItsBounds) {
  Accept(FrameType::kCompileStdout, "12345678");
  Refuse(FrameType::kCompileStdout, "9");
}

TEST_F(ResultCollectorTest, RefusesResultsThatCannotBe) {
  for (const std::string& payload : {std::string("short"), Encoded(Outcome::kExited, 256),
                                     Encoded(Outcome::kExited, 0, 9), Encoded(Outcome::kSignaled, 128, 0),
                                     Encoded(Outcome::kSignaled, 128, 65), Encoded(Outcome::kCompileFailed, 1)}) {
    Refuse(FrameType::kResult, payload);
  }
}

class ArtifactCollectorTest : public ::testing::Test {
 protected:
  // What becomes of a `compiled` of exit code 0, and of what may follow it.
  Result<bool> Compiled(std::uint64_t artifact_bytes, std::uint32_t exit_code = 0) {
    return Take(FrameType::kCompiled,
                agent::Encode(agent::CompiledMessage{exit_code, std::chrono::seconds(2), artifact_bytes, true}));
  }
  Result<bool> Take(FrameType type, const std::string& payload) { return collector_.Take({type, payload}); }

  testing::TempDir folder_;
  ArtifactDraft draft_{folder_.Path(""), 10};
  ResultCollector collector_{true, 8, 4, &draft_};
};

TEST_F(ArtifactCollectorTest, TakesAnArtifactBetweenCompilerAndProgram) {
  ASSERT_TRUE(Compiled(6).ok());
  ASSERT_TRUE(Take(FrameType::kArtifact, "arti").ok());
  EXPECT_FALSE(draft_.IsComplete());
  ASSERT_TRUE(Take(FrameType::kArtifact, "fa").ok());
  EXPECT_TRUE(draft_.IsComplete());
  ASSERT_TRUE(Take(FrameType::kStdout, "x").ok());
  EXPECT_TRUE(*Take(FrameType::kResult, Encoded(Outcome::kExited)));
}

TEST_F(ArtifactCollectorTest, NeedsNoArtifact) {
  ASSERT_TRUE(Compiled(0).ok());
  EXPECT_FALSE(Take(FrameType::kArtifact, "x").ok());
  ASSERT_TRUE(Take(FrameType::kStdout, "x").ok());
  EXPECT_FALSE(draft_.IsComplete());
}

TEST_F(ArtifactCollectorTest, RefusesAnArtifactBeforeItsTime) {
  EXPECT_EQ(Take(FrameType::kArtifact, "x").error().code, ErrorCode::kProtocolError);
}

TEST_F(ArtifactCollectorTest, RefusesMoreThanWasSaid) {
  ASSERT_TRUE(Compiled(6).ok());
  EXPECT_EQ(Take(FrameType::kArtifact, "7 bytes").error().code, ErrorCode::kProtocolError);
}

TEST_F(ArtifactCollectorTest, RefusesLessThanWasSaid) {
  ASSERT_TRUE(Compiled(6).ok());
  for (const FrameType type : {FrameType::kStdout, FrameType::kMetadata, FrameType::kCompileStdout}) {
    EXPECT_EQ(Take(type, "x").error().code, ErrorCode::kProtocolError);
  }
  EXPECT_EQ(Take(FrameType::kResult, Encoded(Outcome::kExited)).error().code, ErrorCode::kProtocolError);
}

TEST_F(ArtifactCollectorTest, RefusesOneOverTheBound) {
  EXPECT_EQ(Compiled(11).error().code, ErrorCode::kProtocolError);
}

TEST_F(ArtifactCollectorTest, RefusesOneOfACompilerThatFailed) {
  EXPECT_EQ(Compiled(6, 1).error().code, ErrorCode::kProtocolError);
}

TEST_F(CompilingCollectorTest, RefusesAnArtifactThatWasNotAskedFor) {
  Refuse(FrameType::kCompiled, agent::Encode(agent::CompiledMessage{0, {}, 6, true}));
}

struct OutcomeCase {
  Outcome outcome;
  std::uint32_t exit_code;
  std::uint32_t signal;
  ExecutionStatus status;
  int expected;
};

class OutcomeTest : public ::testing::TestWithParam<OutcomeCase> {};

TEST_P(OutcomeTest, BecomesStatusAndExitCode) {
  const OutcomeCase& c = GetParam();
  ResultCollector collector(true, 8, 4);
  ASSERT_TRUE(collector.Take({FrameType::kCompiled, agent::Encode(agent::CompiledMessage{})}).ok());
  ASSERT_TRUE(collector.Take({FrameType::kResult, Encoded(c.outcome, c.exit_code, c.signal)}).ok());
  const ExecutionResult result = std::move(collector).Finish();
  EXPECT_EQ(result.status, c.status);
  EXPECT_EQ(result.exit_code, c.expected);
  EXPECT_EQ(result.signal.value_or(0), static_cast<int>(c.signal));
}

INSTANTIATE_TEST_SUITE_P(
    All, OutcomeTest,
    ::testing::Values(OutcomeCase{Outcome::kExited, 255, 0, ExecutionStatus::kExited, 255},
                      OutcomeCase{Outcome::kSignaled, 139, 11, ExecutionStatus::kSignaled, 139},
                      OutcomeCase{Outcome::kTimedOut, 137, 9, ExecutionStatus::kTimedOut, -1},
                      OutcomeCase{Outcome::kOutOfMemory, 137, 9, ExecutionStatus::kOutOfMemory, 137},
                      OutcomeCase{Outcome::kCompileFailed, 2, 0, ExecutionStatus::kCompileFailed, 2},
                      OutcomeCase{Outcome::kCancelled, 137, 9, ExecutionStatus::kCancelled, -1}));

TEST_F(ResultCollectorTest, BlamesTheCallerForFilesThatDoNotFit) {
  const auto fail = [this](agent::FailureReason reason, const std::string& message) {
    const std::string payload = agent::Encode(agent::FailedMessage{reason, message});
    return collector_.Take({FrameType::kFailed, payload}).error();
  };
  const Error no_space = fail(agent::FailureReason::kNoSpace, "");
  EXPECT_EQ(no_space.code, ErrorCode::kInvalidRequest);
  EXPECT_THAT(no_space.violations.at(0).location, ElementsAre("body", "disk_limit"));
  const Error bad_path = fail(agent::FailureReason::kBadPath, std::string(60'000, 'x'));
  EXPECT_EQ(bad_path.code, ErrorCode::kInvalidRequest);
  EXPECT_THAT(bad_path.violations.at(0).location, ElementsAre("body", "files"));
  EXPECT_LT(bad_path.violations.at(0).message.size(), 3000U);
  EXPECT_EQ(fail(agent::FailureReason::kExhausted, "secret").code, ErrorCode::kInternal);
  EXPECT_EQ(fail(agent::FailureReason::kExhausted, "secret").message, "The sandbox failed");
  Refuse(FrameType::kFailed, "nonsense");
}

}  // namespace
}  // namespace code_runner::execution
