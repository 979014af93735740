// A Docker engine of a test's own, which it may stop and freeze.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "support/temp_dir.h"

namespace code_runner::testing {

// Has the base image, no networks, and all its data in a folder that goes with it.
class OwnEngine {
 public:
  // Why there can be none here; empty: there can.
  static std::string WhyNot();

  // Starts it, and gives it the base image of the engine that WhyNoDocker asks. Fails the test when that is not
  // possible.
  OwnEngine();
  ~OwnEngine();

  std::string Host() const { return "unix://" + Socket(); }

  // Until it answers.
  void Start();
  void Signal(int signal) const;
  void AwaitEnd();

 private:
  std::string Socket() const { return folder_.Path("docker.sock"); }
  bool Answers() const;
  std::string LogText() const;

  TempDir folder_;
  pid_t pid_ = -1;
};

}  // namespace code_runner::testing
