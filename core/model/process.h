// A program to start inside a sandbox.
#pragma once

#include <compare>
#include <string>
#include <utility>
#include <vector>

namespace code_runner {

// (name, value); of equal names the last one counts.
using Environment = std::vector<std::pair<std::string, std::string>>;

struct Process {
  std::vector<std::string> args;  // args[0] is looked up in PATH; no shell
  Environment environment;        // on top of the image's

  auto operator<=>(const Process&) const = default;
};

}  // namespace code_runner
