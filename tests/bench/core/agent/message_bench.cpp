#include <benchmark/benchmark.h>

#include <string>

#include "agent/message.h"

namespace code_runner::agent {
namespace {

RunMessage TypicalRun() {
  RunMessage message;
  message.run.args = {"python", "main.py", "--verbose", "input.txt"};
  message.run.environment = {{"MPLCONFIGDIR", "/tmp/.matplotlib"}, {"LANG", "C.UTF-8"}, {"TASK", "1234567890"}};
  message.timeout = std::chrono::seconds(30);
  message.output_bytes_max = 8 << 20;
  message.metadata_bytes_max = 1 << 20;
  return message;
}

void BM_AppendRun(benchmark::State& state) {
  const RunMessage message = TypicalRun();
  std::string out;
  for ([[maybe_unused]] auto _ : state) {
    out.clear();
    AppendRun(out, message);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(BM_AppendRun);

void BM_DecodeRun(benchmark::State& state) {
  const std::string payload = Encode(TypicalRun());
  for ([[maybe_unused]] auto _ : state) {
    const Result<RunMessage> message = DecodeRun(payload);
    if (!message) return state.SkipWithError("not decoded");
    benchmark::DoNotOptimize(message->run.args.data());
  }
}
BENCHMARK(BM_DecodeRun);

void BM_DecodeResult(benchmark::State& state) {
  const std::string payload = Encode(ResultMessage());
  for ([[maybe_unused]] auto _ : state) {
    Result<ResultMessage> message = DecodeResult(payload);
    if (!message) return state.SkipWithError("not decoded");
    benchmark::DoNotOptimize(message->exit_code);
  }
}
BENCHMARK(BM_DecodeResult);

}  // namespace
}  // namespace code_runner::agent
