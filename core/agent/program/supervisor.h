// The one run of the sandbox, from `hello` to `result`: see runtimes/PROTOCOL.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/message.h"
#include "agent/program/cgroup.h"
#include "agent/program/connection.h"
#include "agent/program/output_stream.h"
#include "agent/program/prestart.h"
#include "agent/program/process_table.h"
#include "agent/program/session.h"
#include "base/file_descriptor.h"

struct pollfd;

namespace code_runner::agent {

struct SupervisorOptions {
  std::string received = {};  // from the server, before this began
  bool in_cell = false;       // and so another run may follow this one, in another cell
  bool prestart = true;       // start what the server names as prestart process
};

// Straight-line code that waits by pumping events: Pump() is the only place that blocks, and whatever happens there
// (frames, output, processes that end) is seen in the members afterwards. When the server goes away or SIGTERM comes,
// the agent ends inside Pump(), and the kernel ends with it all that is left.
class Supervisor {
 public:
  using Clock = std::chrono::steady_clock;

  // Takes over `signals`, a signalfd for SIGCHLD and SIGTERM, both blocked.
  explicit Supervisor(FileDescriptor signals, const SupervisorOptions& options = {});

  [[noreturn]] void Run();

 private:
  // A process of the run, compile or run proper.
  struct Execution {
    pid_t pid = 0;
    OutputStream output;
    OutputStream error;
    FileDescriptor waiting_input = {};  // standard input of a process that has not said yet that it takes the run
    bool prestarted = false;
    std::chrono::nanoseconds cpu_time_before{0};  // what the usage of reaped processes will hold that is not the run's
    std::optional<ExitStatus> exit = {};
  };
  struct Streams {
    FrameType output;
    FrameType error;
  };
  struct Task {
    const Process& process;
    Streams streams;
    bool has_stdin = false;
    bool may_prestart = false;
  };

  void AwaitRun();
  void SendReady();
  // Executes one process until nothing of it is left but the result.
  ResultMessage Execute(const Task& task, Clock::time_point deadline);
  // Hands the task to the prestarted process; false when that cannot be, and then nothing is left of it.
  bool HandOver(const Task& task);
  void Start(const Task& task);
  void Begin(const Task& task, Child child);
  void AwaitExit(Clock::time_point deadline);
  // The process that was handed the run has ended without taking it.
  bool WasRefused();
  void KillAndReap();
  void Drain(OutputStream& stream);
  // Says how the process ended. `exit` is nothing when it did not end by itself.
  ResultMessage Judge(const std::optional<ExitStatus>& exit);
  bool HasNewOutOfMemoryKills();

  [[noreturn]] void LeaveAfterCompile(ResultMessage result);
  // Sends the result and exits, in a cell when the server has said what it wants to follow.
  [[noreturn]] void LeaveWith(ResultMessage result);
  [[noreturn]] void LeaveForNext();
  bool IsUnharmed(Outcome outcome) const;
  // Says that the compile process has succeeded, and sends what it made.
  void SendCompiled(const ResultMessage& compiled);
  void SendMetadata();
  void WaitForRoom();
  [[noreturn]] void Fail(const FailedMessage& failure);
  // Sends what is queued, kills all and exits.
  [[noreturn]] void Leave(int exit_code);

  // Waits until something happens or `deadline` has come, and deals with what happened.
  void Pump(Clock::time_point deadline);
  void HandleEvents(const pollfd* slots);
  void HandleSignals();
  void HandleFrames();
  void DiscardFrames();
  void CheckNetwork();
  void HandleWriterReport();
  void HandleStdin();
  void HandlePrestart();
  void Reap();

  FileDescriptor signals_;
  Connection connection_;
  Session session_;
  Prestart prestart_;
  std::optional<Execution> execution_;
  const bool in_cell_;
  const bool prestarts_;
  const MemoryGroup memory_;
  std::string network_state_;          // as it was when the server last asked
  std::uint64_t out_of_memory_kills_;  // seen so far
  bool ready_sent_ = false;
  bool ran_out_of_memory_ = false;
  bool leaving_ = false;             // what the server says no longer counts
  std::optional<NextMessage> next_;  // but that it wants another run
};

}  // namespace code_runner::agent
