#include "execution/pool_plan.h"

#include <algorithm>
#include <numeric>

namespace code_runner::execution {
namespace {

class Plan {
 public:
  Plan(const std::vector<ShapeWish>& wishes, const PoolBounds& bounds)
      : wishes_(wishes),
        memory_left_(bounds.memory_bytes_max),
        sandboxes_left_(bounds.sandboxes_max),
        targets_(wishes.size(), 0),
        order_(wishes.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, [this](std::size_t one, std::size_t other) {
      return wishes_[one].last_asked > wishes_[other].last_asked;
    });
  }

  void GrantFloors() {
    for (const std::size_t shape : order_) {
      while (targets_[shape] < wishes_[shape].floor && Grant(shape)) continue;
    }
  }

  void GrantFirstOnes() {
    for (const std::size_t shape : order_) {
      if (targets_[shape] == 0 && wishes_[shape].wanted > 0) Grant(shape);
    }
  }

  void GrantTheRest() {
    std::vector<std::size_t> open = order_;
    while (true) {
      std::erase_if(open, [this](std::size_t shape) { return targets_[shape] >= wishes_[shape].wanted; });
      if (open.empty()) return;
      const std::size_t next = *std::ranges::min_element(
          open, [this](std::size_t one, std::size_t other) { return Granted(one) < Granted(other); });
      if (!Grant(next)) std::erase(open, next);
    }
  }

  std::vector<std::size_t> Targets() && { return std::move(targets_); }

 private:
  double Granted(std::size_t shape) const {
    return static_cast<double>(targets_[shape]) / static_cast<double>(wishes_[shape].wanted);
  }

  bool Grant(std::size_t shape) {
    if (sandboxes_left_ == 0 || memory_left_ < wishes_[shape].memory_bytes) return false;
    --sandboxes_left_;
    memory_left_ -= wishes_[shape].memory_bytes;
    ++targets_[shape];
    return true;
  }

  const std::vector<ShapeWish>& wishes_;
  std::uint64_t memory_left_;
  std::size_t sandboxes_left_;
  std::vector<std::size_t> targets_;
  std::vector<std::size_t> order_;  // asked for last, first
};

}  // namespace

std::vector<std::size_t> PlanPool(const std::vector<ShapeWish>& wishes, const PoolBounds& bounds) {
  Plan plan(wishes, bounds);
  plan.GrantFloors();
  plan.GrantFirstOnes();
  plan.GrantTheRest();
  return std::move(plan).Targets();
}

}  // namespace code_runner::execution
