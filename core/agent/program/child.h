// A process with a pipe for each of its standard streams, as the agent holds it.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/file_descriptor.h"
#include "model/process.h"

namespace code_runner::agent {

struct Child {
  pid_t pid = 0;
  FileDescriptor input;   // non-blocking; none when the child has no standard input
  FileDescriptor output;  // non-blocking
  FileDescriptor error;   // non-blocking
};

// Starts `process` as the user in `work_dir`. Its environment is the agent's own with the process's on top. When the
// program cannot be executed, the child says so on its standard error and exits as a shell would: 127 when it is not
// found, else 126. Nothing, with errno, when the system has no process or descriptor left.
std::optional<Child> StartChild(const Process& process, const std::string& work_dir, bool has_stdin);

}  // namespace code_runner::agent
