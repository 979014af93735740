#include "execution/demand.h"

#include <algorithm>
#include <cmath>

namespace code_runner::execution {
namespace {

constexpr std::size_t kRecentMax = 1024;
constexpr std::size_t kRepeated = 2;  // requests that make a habit
constexpr double kForgotten = 0.5;    // a burst of less than this is none

}  // namespace

void Demand::Note(Time now) {
  while (!recent_.empty() && (recent_.front() + window_ < now || recent_.size() >= kRecentMax)) recent_.pop_front();
  recent_.push_back(now);
  peak_ = std::max(Peak(now), static_cast<double>(recent_.size()));
  peak_time_ = now;
  last_ = now;
  ++count_;
}

double Demand::Peak(Time now) const {
  const std::chrono::duration<double> age = now - peak_time_;
  return peak_ * std::exp2(-age.count() / std::chrono::duration<double>(half_life_).count());
}

std::size_t Demand::Wanted(Time now) const {
  if (count_ < kRepeated) return 0;
  const double peak = Peak(now);
  return peak < kForgotten ? 0 : static_cast<std::size_t>(std::ceil(peak));
}

}  // namespace code_runner::execution
