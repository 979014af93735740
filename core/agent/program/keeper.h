// What the agent is in a container that is used again: it makes one cell after the other.
#pragma once

#include <sys/types.h>

#include <string>

#include "agent/program/cell.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

// Reads the server's greeting, and nothing else ever: the first process of each cell is an agent that finds the
// greeting as the first bytes of its input and carries out one run, as in a container of its own. When it says that it
// ended clean and the server wants another run, the next cell is made; otherwise everything ends.
//
// So nothing of a run is ever in the memory of a process that outlives its cell, and all that a cell leaves behind ends
// with its namespaces.
class Keeper {
 public:
  // Takes over `signals`, a blocking signalfd for SIGCHLD and SIGTERM, both blocked.
  Keeper(FileDescriptor signals, CellPlan::Network network);

  struct Cell {
    std::string greeting;
    bool prestart = true;  // the server wants the greeting's process started ahead
  };
  // Returns in the first process of each cell.
  Cell Run();

 private:
  pid_t StartCell(const CellPlan& plan);
  int AwaitEnd(pid_t pid);

  FileDescriptor signals_;
  CellPlan::Network network_;
};

}  // namespace code_runner::agent
