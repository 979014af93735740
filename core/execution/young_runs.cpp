#include "execution/young_runs.h"

namespace code_runner::execution {

void YoungRuns::Mark::End() {
  YoungRuns* const runs = std::exchange(runs_, nullptr);
  if (runs == nullptr) return;
  {
    const std::scoped_lock lock(runs->mutex_);
    runs->begun_.erase(run_);
  }
  runs->on_end_();
}

YoungRuns::Mark YoungRuns::Begin() {
  const std::scoped_lock lock(mutex_);
  return Mark(*this, begun_.insert(begun_.end(), Clock::now()));
}

std::size_t YoungRuns::Count(Clock::time_point now) const {
  const std::scoped_lock lock(mutex_);
  std::size_t count = 0;
  for (auto run = begun_.rbegin(); run != begun_.rend() && *run + youth_ > now; ++run) ++count;
  return count;
}

}  // namespace code_runner::execution
