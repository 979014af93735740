// A process with a pipe for each of its standard streams, as the agent holds it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/file_descriptor.h"
#include "model/process.h"

namespace code_runner::agent {

struct Child {
  pid_t pid = 0;
  FileDescriptor input;   // non-blocking
  FileDescriptor output;  // non-blocking
  FileDescriptor error;   // non-blocking
};

// All of a process's environment as exec(2) wants it, "name=value", by name: the agent's own with `environment` on top.
std::vector<std::string> CompleteEnvironment(const Environment& environment);

// Starts `process` as the user in `work_dir`. When the program cannot be executed, the child says so on its standard
// error and exits as a shell would: 127 when it is not found, else 126. Nothing, with errno, when the system has no
// process or descriptor left.
std::optional<Child> StartChild(const Process& process, const std::string& work_dir);
// The same with `control` as the child's descriptor kControlFd; REQUIRES: it is a lower one.
std::optional<Child> StartChild(const Process& process, const std::string& work_dir, const FileDescriptor& control);

// High enough to leave the numbers that a program counts on alone, low enough not to enlarge its table.
inline constexpr int kControlFd = 63;

}  // namespace code_runner::agent
