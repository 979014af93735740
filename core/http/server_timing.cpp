#include "http/server_timing.h"

#include <array>
#include <cstdio>

namespace code_runner::http {
namespace {

std::string Entry(const char* name, PhaseTimes::Seconds time) {
  std::array<char, 64> text;
  const int size = std::snprintf(text.data(), text.size(), "%s;dur=%.3f", name, time.count() * 1000);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

std::string ServerTiming(const PhaseTimes& phases) {
  return Entry("queue", phases.queue) + ", " + Entry("acquire", phases.acquire) + ", " + Entry("send", phases.send) +
         ", " + Entry("run", phases.run) + ", " + Entry("collect", phases.collect);
}

}  // namespace code_runner::http
