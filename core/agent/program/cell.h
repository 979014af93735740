// A sandbox in the sandbox: what one run of a container that is used again sees and can reach.
#pragma once

#include <sys/types.h>

#include <optional>

#include "agent/program/cell_mounts.h"
#include "agent/program/cell_network.h"

namespace code_runner::agent {

// A cell has user, mount, pid, ipc and uts namespaces of its own, and a network namespace where the container has no
// network. In its user namespace there are two users: its root, who is a user of the container that owns nothing and
// has no capability there, and the one that programs run as.
class CellPlan {
 public:
  enum class Network { kOwn, kOfContainer };

  // Looks at the container that the caller is in. Nothing when it has what cannot be replaced or hidden in a cell.
  static std::optional<CellPlan> Make(Network network);

  // Forks the first process of a cell: its pid, and 0 in the process itself. -1, with errno, when the system has none
  // left or does not allow it.
  pid_t Fork() const;

  // To be called by the parent, before the child calls Enter(): tells the kernel who is who in the cell. False, with
  // errno, when it refuses. REQUIRES: the caller is root with the capabilities SETUID and SETGID.
  [[nodiscard]] static bool MapUsers(pid_t pid);

  // To be called by the child: becomes root of the cell, makes its mounts, and gives up for good what it needed for
  // that. It is left with the capabilities that an agent has in a container. False, with errno, when something cannot
  // be done: then it must not go on.
  [[nodiscard]] bool Enter() const;

 private:
  CellPlan(CellMounts mounts, std::optional<CellNetwork> network);

  CellMounts mounts_;
  std::optional<CellNetwork> network_;  // none: the container's
};

}  // namespace code_runner::agent
