// The mounts of a container, as the agent finds them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace code_runner::agent {

struct MountPoint {
  std::string path;
  unsigned long flags = 0;  // MS_* of mount(2), those that a bind mount can have
  std::string type;         // of the file system
  std::string options;      // of the file system, as it shows them
};

// One line of /proc/PID/mountinfo. Nothing when it is malformed, or its path is one that the kernel had to escape.
std::optional<MountPoint> ParseMountPoint(std::string_view line);

// All mounts that the caller sees, parents before their children. Nothing when they cannot be read.
std::optional<std::vector<MountPoint>> ReadMountTable();

}  // namespace code_runner::agent
