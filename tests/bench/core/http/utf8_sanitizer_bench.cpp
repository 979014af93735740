#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "http/utf8_sanitizer.h"

namespace code_runner::http {
namespace {

// As a Spool hands it out.
constexpr std::size_t kPieceBytes = 64 * 1024;

void BM_Sanitize(benchmark::State& state, std::string_view pattern) {
  std::string text;
  while (text.size() + pattern.size() <= kPieceBytes) text += pattern;
  std::size_t written = 0;
  const TextSink sink = [&written](std::string_view piece) { written += piece.size(); };
  Utf8Sanitizer sanitizer;
  for ([[maybe_unused]] auto _ : state) sanitizer.Write(text, sink);
  sanitizer.Finish(sink);
  benchmark::DoNotOptimize(written);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

BENCHMARK_CAPTURE(BM_Sanitize, ascii, "a line of plain text\n");
BENCHMARK_CAPTURE(BM_Sanitize, well_formed, "\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80");
BENCHMARK_CAPTURE(BM_Sanitize, ill_formed, "\xFF\xC3\xE2\x82");

}  // namespace
}  // namespace code_runner::http
