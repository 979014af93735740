#include "http/body_budget.h"

namespace code_runner::http {

BodyBudget::Share& BodyBudget::Share::operator=(Share&& other) noexcept {
  if (this == &other) return *this;
  Release();
  budget_ = other.budget_;
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

bool BodyBudget::Share::Cover(std::size_t body_bytes) {
  if (body_bytes <= kFreeBytes + bytes_) return true;
  const std::size_t more = body_bytes - kFreeBytes - bytes_;
  const std::lock_guard lock(budget_->mutex_);
  if (more > budget_->bytes_left_) return false;
  budget_->bytes_left_ -= more;
  bytes_ += more;
  return true;
}

void BodyBudget::Share::Release() {
  if (bytes_ == 0) return;
  const std::lock_guard lock(budget_->mutex_);
  budget_->bytes_left_ += std::exchange(bytes_, 0);
}

}  // namespace code_runner::http
