// How much memory the bodies of all requests may take together.
#pragma once

#include <cstddef>
#include <mutex>
#include <utility>

namespace code_runner::http {

// Small bodies are free, so that clients who send large ones cannot keep the others out. Thread-safe.
class BodyBudget {
 public:
  static constexpr std::size_t kFreeBytes = 64 * 1024;  // of each body

  // What one body has taken; given back when it ends. For one thread.
  class Share {
   public:
    Share() = default;  // of nothing
    explicit Share(BodyBudget& budget) : budget_(&budget) {}
    Share(Share&& other) noexcept : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept;
    ~Share() { Release(); }

    // Makes the share large enough for a body of that size. False: there is not enough left. REQUIRES: made with a
    // budget.
    bool Cover(std::size_t body_bytes);
    void Release();

   private:
    BodyBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
  };

  explicit BodyBudget(std::size_t bytes_max) : bytes_left_(bytes_max) {}

 private:
  std::mutex mutex_;
  std::size_t bytes_left_;
};

}  // namespace code_runner::http
