#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "agent/frame.h"

namespace code_runner::agent {
namespace {

// As much as one read(2) of the server takes.
constexpr std::size_t kPieceBytes = 64 * 1024;

void BM_AppendData(benchmark::State& state) {
  const std::string data(static_cast<std::size_t>(state.range(0)), 'x');
  std::string out;
  for ([[maybe_unused]] auto _ : state) {
    out.clear();
    AppendData(out, FrameType::kStdout, data);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_AppendData)->Arg(64)->Arg(64 << 10)->Arg(1 << 20);

// A stream of that many bytes of output, in frames of the same size.
std::string Stream(std::size_t bytes, std::size_t frame_bytes) {
  const std::string payload(frame_bytes, 'x');
  std::string stream;
  for (std::size_t done = 0; done < bytes; done += frame_bytes) AppendFrame(stream, FrameType::kStdout, payload);
  return stream;
}

bool DecodeAll(FrameDecoder& decoder, std::size_t& payload_bytes) {
  for (;;) {
    Result<std::optional<Frame>> frame = decoder.Next();
    if (!frame) return false;
    if (!frame->has_value()) return true;
    payload_bytes += (*frame)->payload.size();
  }
}

void BM_DecodeFrames(benchmark::State& state) {
  constexpr std::size_t kStreamBytes = 1 << 20;
  const std::string stream = Stream(kStreamBytes, static_cast<std::size_t>(state.range(0)));
  for ([[maybe_unused]] auto _ : state) {
    FrameDecoder decoder;
    std::size_t payload_bytes = 0;
    for (std::string_view rest = stream; !rest.empty(); rest.remove_prefix(std::min(kPieceBytes, rest.size()))) {
      decoder.Feed(rest.substr(0, kPieceBytes));
      if (!DecodeAll(decoder, payload_bytes)) return state.SkipWithError("not decoded");
    }
    if (payload_bytes != kStreamBytes) return state.SkipWithError("bytes are missing");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(stream.size()));
}
BENCHMARK(BM_DecodeFrames)->Arg(64)->Arg(4 << 10)->Arg(64 << 10);

}  // namespace
}  // namespace code_runner::agent
