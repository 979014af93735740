// The network of a cell that has none: a namespace with a loopback interface alone.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace code_runner::agent {

// Settings of the container's network namespace that decide what a program without privileges may do there.
class CellNetwork {
 public:
  // Reads them where the caller is: in the container.
  static CellNetwork Read();

  // Gives them to the caller's new network namespace and brings its loopback interface up. False, with errno, when that
  // cannot be done. REQUIRES: the caller is root of the user namespace that owns it; /proc/sys is writable.
  [[nodiscard]] bool Configure() const;

 private:
  std::vector<std::pair<std::string, std::string>> settings_;  // path and content
};

}  // namespace code_runner::agent
