// The seccomp profile of containers that make cells.
#pragma once

#include <string>

namespace code_runner::execution {

// A profile as the engine takes it, in JSON: what Docker's default profile lets a container without capabilities do,
// and beyond that, for the agent alone, new namespaces (clone) and mounts. The agent takes both back from every cell
// (agent/program/cell_filter.h), so that programs are under Docker's default.
const std::string& CellProfile();

}  // namespace code_runner::execution
