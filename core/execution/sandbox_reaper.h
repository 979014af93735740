// Sees to it that no container outlives its use.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "docker/client.h"

namespace code_runner::execution {

struct ReaperOptions {
  std::string instance;  // value of the label by which this server knows its containers
  std::chrono::seconds sweep_interval{30};
};

// A sandbox normally vanishes by itself: its agent exits after the result, or when the connection is closed. This
// removes, off the path of any run, those of which that is not certain, and at an interval whatever is left without an
// owner. Thread-safe.
class SandboxReaper {
 public:
  SandboxReaper(docker::Client& docker, ReaperOptions options);
  ~SandboxReaper();

  void Start();
  // Ends the thread after removing all containers of this server.
  void Stop();

  // To be called of every container that has been created: it has an owner now.
  void Track(const std::string& id);
  // The owner is done with it, and it is about to vanish.
  void Release(const std::string& id);
  // The owner is done with it, and it must be killed and removed.
  void Discard(const std::string& id);

 private:
  void Loop(const std::stop_token& stop);
  void Sweep();

  docker::Client& docker_;
  const ReaperOptions options_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::set<std::string> owned_;
  std::deque<std::string> discarded_;
  std::jthread thread_;
};

}  // namespace code_runner::execution
