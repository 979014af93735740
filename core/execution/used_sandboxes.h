// Sandboxes that have served a run and wait for another one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "execution/hand_over.h"
#include "execution/sandbox.h"
#include "execution/sandbox_reuse.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {

// A run's wish for a sandbox.
struct SandboxWish {
  SandboxShape shape;
  std::string caller;
  bool prestart = false;  // it can be carried out by the shape's prestart process
};

struct UsedSandboxesOptions {
  SandboxReuse reuse = SandboxReuse::kNever;
  std::size_t sandboxes_max = 16;     // that wait; of all shapes and callers together
  std::uint32_t runs_max = 1000;      // of one sandbox
  std::chrono::seconds age_max{600};  // of one sandbox, when it is to wait
  std::chrono::seconds idle_max{60};  // of its waiting
  std::chrono::milliseconds renewal_timeout{5'000};
  std::chrono::milliseconds check_interval{2'000};
  // So many runs of a kind keep the processors busy: the next one waits for a sandbox that comes back, until none has
  // for `patience`, since those runs are not short then, or `return_wait_max` is over.
  std::size_t busy = 1;
  std::chrono::milliseconds patience{250};
  std::chrono::milliseconds return_wait_max{1'000};
};

// Thread-safe. A thread of its own lets go of what has waited for too long or died.
class UsedSandboxes {
 public:
  explicit UsedSandboxes(UsedSandboxesOptions options) : options_(options) {}
  ~UsedSandboxes() { Stop(); }

  void Start();
  // Lets go of all sandboxes, now and from now on.
  void Stop();

  // Who may use a sandbox (empty: anybody), and of what shape it is.
  using Kind = std::pair<SandboxShape, std::string>;

  // What a run has, from the making of this until it is destroyed, or moved from. Must not outlive the object that it
  // was made by.
  class Loan {
   public:
    Loan() = default;
    Loan(Loan&& other) noexcept : used_(std::exchange(other.used_, nullptr)), kind_(std::move(other.kind_)) {}
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (used_ != nullptr) used_->End(kind_);
    }

   private:
    friend class UsedSandboxes;
    Loan(UsedSandboxes& used, Kind kind) : used_(&used), kind_(std::move(kind)) {}

    UsedSandboxes* used_ = nullptr;
    Kind kind_;
  };

  struct Taken {
    std::optional<Sandbox> sandbox;
    Loan loan;
  };
  // A sandbox that the run may use, ready for it; waits for one whose cell is still being made, and for one that
  // another run has where those keep the processors busy. Nothing when there is none. The loan is of that sandbox, or
  // of the one that the run gets elsewhere, and is to be kept until Put() or the sandbox's end.
  Taken Take(const SandboxWish& wish, const std::stop_token& stop);

  // Takes back a sandbox that a run of this wish had, if it is still good, and has its next cell made: for a run of the
  // same kind.
  void Put(const SandboxWish& wish, Sandbox sandbox);

  std::size_t Waiting() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Entry {
    Kind kind;
    bool prestart;
    Sandbox sandbox;
    Clock::time_point since;
  };
  using Entries = std::list<Entry>;

  // What is out of one kind, and who waits for it to come back, the first one first.
  struct Out {
    std::size_t count = 0;
    Clock::time_point last_return{};
    std::deque<HandOver*> expecting;
  };

  Kind KindOf(const SandboxWish& wish) const;
  // A sandbox whose cell may still be in the making, or nothing.
  Taken TakeOrAwait(const Kind& kind, bool prestart, Clock::time_point deadline, const std::stop_token& stop);
  void AwaitHandOver(std::unique_lock<std::mutex>& lock, Out& out, HandOver& self, Clock::time_point deadline,
                     const std::stop_token& stop) const;
  // For whoever waits for one first, else among the entries.
  void Shelve(const Kind& kind, bool prestart, Sandbox sandbox);
  // Whether somebody waits, who has it then, and counts as such.
  bool Give(const Kind& kind, Sandbox& sandbox);
  // Moves the best entry of the kind to `taken`; those that have died to `dead`.
  void Pick(const Kind& kind, bool prestart, Entries& taken, Entries& dead);
  Loan Begin(const Kind& kind);
  void End(const Kind& kind);
  void CheckLoop(const std::stop_token& stop);
  Entries TakeExpired();

  const UsedSandboxesOptions options_;
  mutable std::mutex mutex_;  // never held while a sandbox ends
  std::condition_variable_any stopping_;
  Entries entries_;          // the one that has waited longest first
  std::map<Kind, Out> out_;  // of kinds of which any is out
  bool stopped_ = false;
  std::jthread thread_;
};

}  // namespace code_runner::execution
