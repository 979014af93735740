#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "http/run_request_parser.h"

namespace code_runner::http {
namespace {

// With code of that many bytes, written as clients write it: a newline, a quote and what is not ASCII are escaped.
std::string Body(std::size_t code_bytes) {
  constexpr std::string_view kLine = R"(print(\"caf\u00e9\", 6 * 7)\n)";
  std::string body = R"({"image":"python","timeout":5,"mem_limit":"128m","allow_network":false,"args":["a","b"],)";
  body += R"("environment":{"NAME":"value"},"files":{"data.csv":"a,b\n1,2\n"},"code":")";
  const std::size_t begin = body.size();
  while (body.size() - begin < code_bytes) body += kLine;
  return body + "\"}";
}

void BM_ParseRunRequest(benchmark::State& state) {
  const std::string body = Body(static_cast<std::size_t>(state.range(0)));
  for ([[maybe_unused]] auto _ : state) {
    const Result<RequestFields> fields = ParseRunRequest(body);
    if (!fields) return state.SkipWithError("refused");
    benchmark::DoNotOptimize(fields->code.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}
BENCHMARK(BM_ParseRunRequest)->Arg(64)->Arg(8 << 10)->Arg(1 << 20);

}  // namespace
}  // namespace code_runner::http
