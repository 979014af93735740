// The process that starts up ahead of its run and waits for it: the agent's side of what `prestart` in
// code_runner/plugin.h asks of a plugin.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "agent/program/child.h"
#include "base/file_descriptor.h"
#include "model/process.h"

namespace code_runner::agent {

// Never blocks. The process that takes over the run is from then on a child like any other, but for the control
// channel, which still has to tell that it did.
class Prestart {
 public:
  using Clock = std::chrono::steady_clock;

  // Starts the process. When the system has none left, there is none.
  void Start(const Process& process, const std::string& work_dir);

  bool WasStarted() const { return started_; }
  // It has neither said that it waits nor ended yet, and `deadline` has not come.
  bool IsStarting() const { return state_ == State::kStarting; }
  Clock::time_point Deadline() const { return deadline_; }  // Clock::time_point::max() unless it is starting
  // It is alive and was not given a run.
  bool IsLeft() const { return state_ == State::kStarting || state_ == State::kWaiting; }
  bool HasTakenRun() const { return state_ == State::kTaken; }

  // The control channel to poll, -1 when there is nothing to wait for.
  int ControlFd() const { return control_.Get(); }
  // Reads what the process says.
  void ReadControl();
  // A process was reaped. True when it was this one and had no run: then there is none any more.
  bool OnExit(pid_t pid);
  // What it has used so far; nothing when there is none.
  std::chrono::nanoseconds CpuTime() const;

  // Gives the run to the process. Nothing when it does not wait or has done more than that: then it must go.
  std::optional<Child> HandOver(const Process& run);
  // Kills it; whoever reaps it says OnExit.
  void End();

 private:
  enum class State { kNone, kStarting, kWaiting, kHandedOver, kTaken };

  void HandleLine(std::string_view line);
  void Forget();

  bool started_ = false;
  State state_ = State::kNone;
  Child child_;  // empty from the hand-over on
  FileDescriptor control_;
  std::string said_;  // the beginning of a line
  std::size_t logged_bytes_ = 0;
  Clock::time_point deadline_ = Clock::time_point::max();
};

}  // namespace code_runner::agent
