#include "execution/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <latch>

#include "core/execution/sandbox_engine.h"
#include "execution/sandbox_factory.h"

namespace code_runner::execution {
namespace {

using agent::FrameType;
using std::chrono::milliseconds;
using testing::Always;
using testing::FakeAgent;

constexpr milliseconds kNever{600'000};
constexpr milliseconds kSoon{1};

std::string Text(const Spool& spool) {
  std::string text;
  EXPECT_TRUE(spool.Read([&](std::string_view piece) { text += piece; }).ok());
  return text;
}

class ExecutorTest : public ::testing::Test {
 protected:
  Result<ExecutionResult> Execute(const std::function<void(FakeAgent&)>& script, milliseconds timeout = kNever,
                                  std::stop_token stop = {}, const std::optional<std::string>& stdin_text = {}) {
    engine_.OnAgent(script);
    Result<Sandbox> sandbox = factory_.Create({"sha256:x", "alpha", "/work", "", 64 << 20, 512, 1 << 20, false}, {});
    if (!sandbox) return std::move(sandbox).error();
    ExecutorOptions options;
    options.timeout_grace = kSoon;
    options.lookup_interval = kSoon;
    return Executor(client_, options).Execute(*sandbox, plan_, stdin_text, timeout, std::move(stop));
  }

  testing::SandboxEngine engine_;
  docker::Client client_{engine_.Options()};
  SandboxNetwork network_{client_, "sandboxes"};
  SandboxReaper reaper_{client_, {"me", kNever}};
  ContainerLauncher launcher_{client_, reaper_};
  SandboxFactory factory_{client_, network_, launcher_, nullptr, {"me", 4.0, 128, ""}};
  ExecutionPlan plan_{{{"main.txt", "code"}}, {}, {}, {{"hello", "x"}, {{"A", "b"}}}};
};

TEST_F(ExecutorTest, HandsOverThePlanAndCollectsTheResult) {
  const Result<ExecutionResult> result = Execute(
      [](FakeAgent& agent) {
        agent.SayReady();
        const auto run = agent.AwaitRun();
        ASSERT_TRUE(run.has_value());
        EXPECT_EQ(agent.Files().at("main.txt"), "code");
        EXPECT_EQ(run->run.args, (std::vector<std::string>{"hello", "x"}));
        EXPECT_EQ(run->timeout, milliseconds(1234));
        EXPECT_EQ(run->output_bytes_max, 8U << 20);
        EXPECT_FALSE(run->has_stdin);
        agent.Send(FrameType::kStdout, "out");
        agent.Connection().WriteFrame(testing::kStderr, "a word for the log");
        agent.Send(FrameType::kMetadata, "{}");
        agent.SendResult({.exit_code = 3});
      },
      milliseconds(1234));
  ASSERT_TRUE(result.ok()) << result.error().LogText();
  EXPECT_EQ(result->status, ExecutionStatus::kExited);
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_EQ(Text(result->out.text), "out");
  EXPECT_EQ(result->err.bytes, 0U);
  EXPECT_EQ(result->metadata, "{}");
  EXPECT_EQ(engine_.Count("DELETE *"), 0U);
}

TEST_F(ExecutorTest, CountsNoMoreRunTimeThanThereWas) {
  const Result<ExecutionResult> result = Execute([](FakeAgent& agent) {
    agent.SayReady();
    ASSERT_TRUE(agent.AwaitRun().has_value());
    agent.SendResult({.wall_time = std::chrono::hours(1)});
  });
  ASSERT_TRUE(result.ok()) << result.error().LogText();
  EXPECT_GT(result->phases.send.count(), 0);
  EXPECT_LT(result->phases.run, kNever);
  EXPECT_GE(result->phases.collect.count(), 0);
}

TEST_F(ExecutorTest, SendsAndReceivesMuchAtTheSameTime) {
  plan_.files.push_back({"big", std::string(1'000'000, 'b')});
  const std::string input(1'000'000, 'i');
  const Result<ExecutionResult> result = Execute(
      [&](FakeAgent& agent) {
        agent.SayReady();
        for (int i = 0; i < 30; ++i) agent.Send(FrameType::kStdout, std::string(50'000, 'o'));
        ASSERT_TRUE(agent.AwaitRun().has_value());
        EXPECT_EQ(agent.Files().at("big").size(), 1'000'000U);
        std::size_t received = 0;
        for (auto frame = agent.Next(); frame && frame->type == FrameType::kStdin; frame = agent.Next()) {
          received += frame->payload.size();
          const auto bytes = static_cast<std::uint32_t>(frame->payload.size());
          agent.Send(FrameType::kStdinTaken, agent::Encode(agent::StdinTakenMessage{bytes}));
          agent.Send(FrameType::kStdout, frame->payload);
        }
        EXPECT_EQ(received, input.size());
        agent.SendResult({});
      },
      kNever, {}, input);
  ASSERT_TRUE(result.ok()) << result.error().LogText();
  EXPECT_EQ(result->out.bytes, 2'500'000U);
}

TEST_F(ExecutorTest, PutsPiecesTogether) {
  const Result<ExecutionResult> result = Execute([](FakeAgent& agent) {
    std::string frames;
    agent::AppendFrame(frames, FrameType::kReady, agent::Encode(agent::ReadyMessage{agent::kProtocolVersion}));
    agent::AppendFrame(frames, FrameType::kStdout, "pieces");
    agent::AppendFrame(frames, FrameType::kResult, agent::Encode(agent::ResultMessage{}));
    for (const char byte : frames) agent.Connection().WriteFrame(testing::kStdout, std::string(1, byte));
    agent.Connection().ReadUntilClosed();
  });
  ASSERT_TRUE(result.ok()) << result.error().LogText();
  EXPECT_EQ(Text(result->out.text), "pieces");
}

TEST_F(ExecutorTest, RefusesHostileFrames) {
  const std::vector<std::function<void(FakeAgent&)>> scripts = {
      [](FakeAgent& agent) { agent.Connection().WriteFrame(testing::kStdout, std::string("\xff\xff\xff\xff\x42", 5)); },
      [](FakeAgent& agent) { agent.Send(FrameType::kStdout, "before ready"); },
      [](FakeAgent& agent) { agent.Send(FrameType::kReady, agent::Encode(agent::ReadyMessage{99})); },
      [](FakeAgent& agent) {
        agent.SayReady();
        agent.SayReady();
      },
      [](FakeAgent& agent) {
        agent.SayReady();
        agent.Send(FrameType::kStdinTaken, agent::Encode(agent::StdinTakenMessage{1}));
      },
      [](FakeAgent& agent) {
        agent.SayReady();
        for (int i = 0; i < 200; ++i) agent.Send(FrameType::kStdout, std::string(60'000, 'x'));
      },
      [](FakeAgent& agent) { agent.Connection().Write("not the engine's framing"); }};
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    const Result<ExecutionResult> result = Execute([&](FakeAgent& agent) {
      scripts[i](agent);
      agent.Connection().ReadUntilClosed();
    });
    ASSERT_FALSE(result.ok()) << i;
    EXPECT_EQ(result.error().code, ErrorCode::kProtocolError) << i;
  }
}

TEST_F(ExecutorTest, EndsWhatIsSilentFromOutside) {
  const auto silent = [](FakeAgent& agent) {
    agent.SayReady();
    agent.Send(FrameType::kStdout, "so far");
    agent.Connection().ReadUntilClosed();
  };
  const Result<ExecutionResult> result = Execute(silent, milliseconds(300));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->status, ExecutionStatus::kTimedOut);
  EXPECT_EQ(result->exit_code, -1);
  EXPECT_EQ(result->signal, 9);
  EXPECT_EQ(Text(result->out.text), "so far");
  EXPECT_GE(result->usage.wall_time.count(), 0.3);
}

TEST_F(ExecutorTest, ClosesTheConnectionWhenTheCallerGoesAway) {
  std::stop_source gone;
  std::latch closed(1);
  const Result<ExecutionResult> result = Execute(
      [&](FakeAgent& agent) {
        agent.SayReady();
        agent.AwaitRun();
        gone.request_stop();
        agent.Connection().ReadUntilClosed();
        closed.count_down();
      },
      kNever, gone.get_token());
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->status, ExecutionStatus::kCancelled);
  EXPECT_EQ(result->exit_code, -1);
  closed.wait();
}

class LossTest : public ExecutorTest {
 protected:
  Result<ExecutionResult> Lose(const std::string& events) {
    engine_.On("GET /events", Always(200, events));
    return Execute([](FakeAgent& agent) {
      agent.SayReady();
      agent.AwaitRun();
      agent.Send(FrameType::kStdout, "partial");
    });
  }
};

std::string Died(int exit_code) {
  return R"({"Action":"die","Actor":{"Attributes":{"exitCode":")" + std::to_string(exit_code) + "\"}}}\n";
}

TEST_F(LossTest, IsExplainedByTheEnginesEvents) {
  const Result<ExecutionResult> out_of_memory = Lose("{\"Action\":\"oom\"}\n" + Died(137));
  ASSERT_TRUE(out_of_memory.ok());
  EXPECT_EQ(out_of_memory->status, ExecutionStatus::kOutOfMemory);
  EXPECT_EQ(out_of_memory->exit_code, 137);
  EXPECT_EQ(Text(out_of_memory->out.text), "partial");
  const Result<ExecutionResult> killed = Lose(Died(137));
  ASSERT_TRUE(killed.ok());
  EXPECT_EQ(killed->status, ExecutionStatus::kSignaled);
  EXPECT_EQ(killed->signal, 9);
}

TEST_F(LossTest, IsAnErrorOtherwise) {
  EXPECT_EQ(Lose(Died(1)).error().code, ErrorCode::kDockerError);
  EXPECT_EQ(Lose("").error().code, ErrorCode::kDockerError);
}

TEST_F(LossTest, WaitsALittleForLateEvents) {
  std::atomic<int> lookups = 0;
  engine_.On("GET /events", [&](const testing::FakeRequest&) {
    return testing::FakeResponse{200, ++lookups < 3 ? Died(137) : "{\"Action\":\"oom\"}\n" + Died(137)};
  });
  const Result<ExecutionResult> result = Execute([](FakeAgent& agent) {
    agent.SayReady();
    agent.AwaitRun();
  });
  ASSERT_TRUE(result.ok()) << result.error().LogText();
  EXPECT_EQ(result->status, ExecutionStatus::kOutOfMemory);
  EXPECT_EQ(lookups, 3);
}

}  // namespace
}  // namespace code_runner::execution
