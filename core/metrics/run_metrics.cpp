#include "metrics/run_metrics.h"

namespace code_runner::metrics {
namespace {

// From a tenth of a millisecond, which is what a phase takes at best, to the longest timeout there usually is.
const prometheus::Histogram::BucketBoundaries kSeconds = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

}  // namespace

RunMetrics::RunMetrics(Metrics& metrics)
    : runs_(prometheus::BuildCounter()
                .Name("code_runner_runs_total")
                .Help("Runs that have a result, by what became of the program")
                .Register(metrics.Registry())),
      failures_(prometheus::BuildCounter()
                    .Name("code_runner_run_failures_total")
                    .Help("Runs that could not be carried out, by the reason")
                    .Register(metrics.Registry())),
      phases_(prometheus::BuildHistogram()
                  .Name("code_runner_run_phase_seconds")
                  .Help("Where the time of runs went: queue, acquire, send, run, collect")
                  .Register(metrics.Registry())),
      durations_(prometheus::BuildHistogram()
                     .Name("code_runner_run_seconds")
                     .Help("Time from a run's admission to its result")
                     .Register(metrics.Registry())) {}

void RunMetrics::CountResult(const ExecutionResult& result) {
  runs_.Add({{"runtime", result.runtime_id}, {"status", ToString(result.status)}, {"start", ToString(result.start)}})
      .Increment();
  durations_.Add({{"runtime", result.runtime_id}, {"start", ToString(result.start)}}, kSeconds)
      .Observe(result.execution_time.count());
  ObservePhase("queue", result.start, result.phases.queue);
  ObservePhase("acquire", result.start, result.phases.acquire);
  ObservePhase("send", result.start, result.phases.send);
  ObservePhase("run", result.start, result.phases.run);
  ObservePhase("collect", result.start, result.phases.collect);
}

void RunMetrics::CountFailure(const Error& error) {
  failures_.Add({{"code", ToString(error.code)}}).Increment();
}

void RunMetrics::ObservePhase(const char* phase, StartKind start, PhaseTimes::Seconds time) {
  phases_.Add({{"phase", phase}, {"start", ToString(start)}}, kSeconds).Observe(time.count());
}

}  // namespace code_runner::metrics
