// How often a container's agent serves: the argument that the container starts it with.
#pragma once

namespace code_runner::agent {

inline constexpr const char* kModeOneRun = "";  // and without an argument
// Any number of runs, each in a cell of its own; with a network namespace of its own, or in that of the container.
inline constexpr const char* kModeCells = "cells";
inline constexpr const char* kModeCellsInNetwork = "cells-in-network";

}  // namespace code_runner::agent
