// What the parts of the server count by themselves, under the names that GET /metrics gives it.
#pragma once

#include "execution/artifact_cache.h"
#include "execution/holder_pool.h"
#include "execution/run_queue.h"
#include "execution/sandbox_pool.h"
#include "execution/used_sandboxes.h"
#include "metrics/metrics.h"

namespace code_runner {

// All but the first must outlive `metrics`.
void AddProcessMetrics(metrics::Metrics& metrics);
void AddQueueMetrics(metrics::Metrics& metrics, const execution::RunQueue& queue);
void AddPoolMetrics(metrics::Metrics& metrics, const execution::SandboxPool& pool,
                    const execution::UsedSandboxes& used);
void AddHolderMetrics(metrics::Metrics& metrics, const execution::HolderPool& holders);
void AddArtifactMetrics(metrics::Metrics& metrics, const execution::ArtifactCache& artifacts);

}  // namespace code_runner
