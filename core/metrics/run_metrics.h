// How many runs there were, how they ended, and where their time went.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>

#include "base/error.h"
#include "metrics/metrics.h"
#include "model/execution_result.h"

namespace code_runner::metrics {

// Thread-safe.
class RunMetrics {
 public:
  // `metrics` must outlive it.
  explicit RunMetrics(Metrics& metrics);

  // A run that has a result, whatever the program did.
  void CountResult(const ExecutionResult& result);
  // A run that could not be carried out.
  void CountFailure(const Error& error);

 private:
  void ObservePhase(const char* phase, StartKind start, PhaseTimes::Seconds time);

  prometheus::Family<prometheus::Counter>& runs_;
  prometheus::Family<prometheus::Counter>& failures_;
  prometheus::Family<prometheus::Histogram>& phases_;
  prometheus::Family<prometheus::Histogram>& durations_;
};

}  // namespace code_runner::metrics
