#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "http/run_answer_writer.h"

namespace code_runner::http {
namespace {

// Like a program's output: lines, of which some hold what JSON has to escape, and some what is not ASCII.
std::string Output(std::size_t bytes) {
  constexpr std::string_view kLines = "plain text, as most of it is\n\"quoted\" and \t tabs\n\xC3\xBC\xE2\x82\xAC\n";
  std::string text;
  while (text.size() < bytes) text += kLines;
  return text;
}

void BM_WriteRunAnswer(benchmark::State& state) {
  ExecutionResult result;
  const std::string text = Output(static_cast<std::size_t>(state.range(0)));
  if (!result.out.text.Append(text)) return state.SkipWithError("not kept");
  result.out.bytes = text.size();
  result.run_id = "0123456789abcdef";
  std::size_t written = 0;
  const TextSink sink = [&written](std::string_view piece) { written += piece.size(); };
  for ([[maybe_unused]] auto _ : state) {
    if (!WriteRunAnswer(result, sink)) return state.SkipWithError("not written");
  }
  benchmark::DoNotOptimize(written);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_WriteRunAnswer)->Arg(16)->Arg(64 << 10)->Arg(8 << 20);

}  // namespace
}  // namespace code_runner::http
