// What a cell's processes may not do although the container's profile lets the agent do it.
#pragma once

namespace code_runner::agent {

// A container that is used again has Docker's default seccomp profile, opened for what makes a cell: namespaces and
// mounts (execution/cell_profile.h). This filter takes exactly that back from the calling process and all its
// descendants, for good; as the kernel applies both, what is left is Docker's default. System calls of other ABIs
// than the native one end the process. False, with errno, when the kernel does not take it: then it must not go on.
// REQUIRES: no_new_privs, and a single thread.
[[nodiscard]] bool InstallCellFilter();

}  // namespace code_runner::agent
