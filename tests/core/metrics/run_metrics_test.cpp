#include "metrics/run_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace code_runner::metrics {
namespace {

using ::testing::HasSubstr;
using Seconds = PhaseTimes::Seconds;

ExecutionResult WarmPython(ExecutionStatus status) {
  ExecutionResult result;
  result.runtime_id = "python";
  result.status = status;
  result.start = StartKind::kWarm;
  return result;
}

TEST(RunMetricsTest, CountsByWhatBecameOfTheProgram) {
  Metrics metrics;
  RunMetrics runs(metrics);
  runs.CountResult(WarmPython(ExecutionStatus::kExited));
  runs.CountResult(WarmPython(ExecutionStatus::kExited));
  runs.CountResult(WarmPython(ExecutionStatus::kTimedOut));
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr(R"(code_runner_runs_total{runtime="python",start="warm",status="exited"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(code_runner_runs_total{runtime="python",start="warm",status="timed_out"} 1)"));
}

TEST(RunMetricsTest, CountsWhatCouldNotBeRun) {
  Metrics metrics;
  RunMetrics runs(metrics);
  runs.CountFailure({ErrorCode::kResourceExhausted});
  EXPECT_THAT(metrics.Text(), HasSubstr(R"(code_runner_run_failures_total{code="resource_exhausted"} 1)"));
}

TEST(RunMetricsTest, KeepsPhasesApart) {
  Metrics metrics;
  RunMetrics runs(metrics);
  ExecutionResult result = WarmPython(ExecutionStatus::kExited);
  result.phases = {Seconds(1), Seconds(2), Seconds(4), Seconds(8), Seconds(16)};
  result.execution_time = Seconds(31);
  runs.CountResult(result);
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr(R"(code_runner_run_phase_seconds_sum{phase="queue",start="warm"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(code_runner_run_phase_seconds_sum{phase="acquire",start="warm"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(code_runner_run_phase_seconds_sum{phase="send",start="warm"} 4)"));
  EXPECT_THAT(text, HasSubstr(R"(code_runner_run_phase_seconds_sum{phase="run",start="warm"} 8)"));
  EXPECT_THAT(text, HasSubstr(R"(code_runner_run_phase_seconds_sum{phase="collect",start="warm"} 16)"));
  EXPECT_THAT(text, HasSubstr(R"(code_runner_run_seconds_sum{runtime="python",start="warm"} 31)"));
}

}  // namespace
}  // namespace code_runner::metrics
