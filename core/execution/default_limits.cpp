#include "execution/default_limits.h"

#include <algorithm>

namespace code_runner::execution {

Limits DefaultLimits(const RequestBounds& bounds, const plugin::Runtime& runtime) {
  Limits limits{bounds.default_timeout, bounds.default_memory_bytes, bounds.default_cpu_shares,
                bounds.default_disk_bytes, bounds.default_network};
  if (runtime.AdvisedMemoryBytes() > 0) {
    limits.memory_bytes =
        std::clamp(runtime.AdvisedMemoryBytes(), RequestBounds::kMinMemoryBytes, bounds.max_memory_bytes);
  }
  if (runtime.AdvisedTimeout().count() > 0) limits.timeout = std::min(runtime.AdvisedTimeout(), bounds.max_timeout);
  return limits;
}

}  // namespace code_runner::execution
