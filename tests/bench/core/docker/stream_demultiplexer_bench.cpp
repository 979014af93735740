#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "docker/stream_demultiplexer.h"
#include "support/fake_engine.h"

namespace code_runner::docker {
namespace {

// As much as one read(2) of the server takes.
constexpr std::size_t kPieceBytes = 64 * 1024;

void BM_Demultiplex(benchmark::State& state) {
  constexpr std::size_t kStreamBytes = 1 << 20;
  const std::string frame = code_runner::testing::Frame(code_runner::testing::kStdout,
                                                        std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  std::string stream;
  while (stream.size() < kStreamBytes) stream += frame;
  std::string out;
  std::string err;
  for ([[maybe_unused]] auto _ : state) {
    StreamDemultiplexer demultiplexer;
    for (std::string_view rest = stream; !rest.empty(); rest.remove_prefix(std::min(kPieceBytes, rest.size()))) {
      out.clear();
      if (!demultiplexer.Feed(rest.substr(0, kPieceBytes), out, err)) return state.SkipWithError("refused");
      benchmark::DoNotOptimize(out.data());
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.size()));
}
BENCHMARK(BM_Demultiplex)->Arg(64)->Arg(4 << 10)->Arg(32 << 10);

}  // namespace
}  // namespace code_runner::docker
