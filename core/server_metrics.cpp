#include "server_metrics.h"

#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <vector>

namespace code_runner {
namespace {

using metrics::Sample;

template <typename Number>
Sample One(Number value) {
  return {static_cast<double>(value)};
}

template <typename Number>
Sample Labelled(Number value, const char* label, const std::string& label_value) {
  return {static_cast<double>(value), {{label, label_value}}};
}

std::uint64_t ResidentBytes() {
  std::uint64_t pages_of_all = 0;
  std::uint64_t resident_pages = 0;
  std::ifstream("/proc/self/statm") >> pages_of_all >> resident_pages;
  return resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

void AddProcessMetrics(metrics::Metrics& metrics) {
  metrics.AddGauge("process_resident_memory_bytes", "Resident memory of the server",
                   [] { return std::vector{One(ResidentBytes())}; });
}

void AddQueueMetrics(metrics::Metrics& metrics, const execution::RunQueue& queue) {
  metrics.AddGauge("code_runner_runs_running", "Runs that go on",
                   [&queue] { return std::vector{One(queue.Running())}; });
  metrics.AddGauge("code_runner_runs_waiting", "Runs that wait for their turn",
                   [&queue] { return std::vector{One(queue.Waiting())}; });
}

void AddPoolMetrics(metrics::Metrics& metrics, const execution::SandboxPool& pool,
                    const execution::UsedSandboxes& used) {
  metrics.AddGauge("code_runner_pool_sandboxes_waiting", "Sandboxes that were started ahead and wait, by runtime",
                   [&pool] {
                     std::vector<Sample> samples;
                     for (const auto& [runtime, count] : pool.Counts().waiting) {
                       samples.push_back(Labelled(count, "runtime", runtime));
                     }
                     return samples;
                   });
  metrics.AddGauge("code_runner_pool_sandboxes_missing", "Sandboxes that are still to be started ahead",
                   [&pool] { return std::vector{One(pool.Counts().missing)}; });
  metrics.AddGauge("code_runner_pool_sandboxes_making", "Sandboxes that are being started ahead",
                   [&pool] { return std::vector{One(pool.Counts().making)}; });
  metrics.AddGauge("code_runner_pool_shapes", "Shapes of sandboxes that the pool knows",
                   [&pool] { return std::vector{One(pool.Counts().shapes)}; });
  metrics.AddGauge("code_runner_used_sandboxes_waiting", "Sandboxes that have served a run and wait for another",
                   [&used] { return std::vector{One(used.Waiting())}; });
  metrics.AddCounter("code_runner_pool_sandboxes_taken_total",
                     "Sandboxes that runs got: one that waited, one that was being made, or one made for them",
                     [&pool] {
                       const execution::PoolCounts counts = pool.Counts();
                       return std::vector{Labelled(counts.warm, "source", "waiting"),
                                          Labelled(counts.handed_over, "source", "handed_over"),
                                          Labelled(counts.cold, "source", "made")};
                     });
  metrics.AddCounter("code_runner_pool_refills_total", "Attempts to start a sandbox ahead, by what came of them",
                     [&pool] {
                       const execution::PoolCounts counts = pool.Counts();
                       return std::vector{Labelled(counts.refilled, "result", "refilled"),
                                          Labelled(counts.dropped, "result", "not_wanted"),
                                          Labelled(counts.failed, "result", "failed")};
                     });
  metrics.AddCounter("code_runner_pool_sandboxes_lost_total", "Sandboxes that ended while they waited",
                     [&pool] { return std::vector{One(pool.Counts().dead)}; });
}

void AddHolderMetrics(metrics::Metrics& metrics, const execution::HolderPool& holders) {
  metrics.AddGauge("code_runner_network_holders", "Holders of a network namespace, by state", [&holders] {
    const execution::HolderCounts counts = holders.Counts();
    return std::vector{Labelled(counts.idle, "state", "idle"), Labelled(counts.leased, "state", "leased")};
  });
  metrics.AddCounter(
      "code_runner_network_holders_total", "What happened to holders of a network namespace", [&holders] {
        const execution::HolderCounts counts = holders.Counts();
        return std::vector{Labelled(counts.created, "event", "created"), Labelled(counts.reused, "event", "reused"),
                           Labelled(counts.discarded, "event", "discarded"),
                           Labelled(counts.failed, "event", "failed")};
      });
}

void AddArtifactMetrics(metrics::Metrics& metrics, const execution::ArtifactCache& artifacts) {
  metrics.AddGauge("code_runner_artifact_cache_bytes", "What the compiled artifacts take on disk",
                   [&artifacts] { return std::vector{One(artifacts.Counts().bytes)}; });
  metrics.AddGauge("code_runner_artifacts", "Compiled artifacts that are kept",
                   [&artifacts] { return std::vector{One(artifacts.Counts().artifacts)}; });
  metrics.AddCounter(
      "code_runner_artifact_lookups_total", "Lookups of a compiled artifact, by whether it was there", [&artifacts] {
        const execution::ArtifactCounts counts = artifacts.Counts();
        return std::vector{Labelled(counts.hits, "result", "hit"), Labelled(counts.misses, "result", "miss")};
      });
}

}  // namespace code_runner
