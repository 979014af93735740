// A pipe between the agent and one of its children.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "agent/program/user.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

struct Pipe {
  FileDescriptor read_end;   // close-on-exec
  FileDescriptor write_end;  // close-on-exec

  // Makes a pipe that belongs to the user, so that programs may open /dev/stdout and its like. False, with errno, when
  // there is none to have.
  [[nodiscard]] bool Open() {
    const UserFileAccess access;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read_end.Reset(ends[0]);
    write_end.Reset(ends[1]);
    return true;
  }
};

}  // namespace code_runner::agent
