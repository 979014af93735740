// What a cell sees of file systems.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/program/mount_table.h"

namespace code_runner::agent {

// The mounts that lie over the container's own in every cell, so that nothing that a program can write to outlives its
// cell, and nothing shows that Docker hides from containers:
//   * a fresh tmpfs with the same size, owner and mode in place of every writable one; fresh /dev/pts and /dev/mqueue
//   * /dev read-only, as a program could leave a mark in the times of device files
//   * /proc of the cell's own pid namespace, with what Docker masks and makes read-only; the same below /sys
class CellMounts {
 public:
  // Nothing when the container has a writable mount that it would not know how to replace.
  static std::optional<CellMounts> For(const std::vector<MountPoint>& container);

  // Makes them in the caller's mount namespace. False, with errno, when one cannot be made: then there is no cell.
  // REQUIRES: the caller is PID 1 of a new pid namespace, root of a new user namespace that owns the mount namespace.
  [[nodiscard]] bool Mount() const;

 private:
  std::vector<MountPoint> fresh_;
  std::vector<MountPoint> frozen_;         // made read-only as they are
  std::vector<std::string> frozen_paths_;  // of the cell's own /proc
  std::vector<std::string> masked_paths_;
};

}  // namespace code_runner::agent
