// A file to be written into the work folder of a sandbox.
#pragma once

#include <string>

namespace code_runner {

struct SourceFile {
  std::string path;     // relative, '/' between components, none of them empty, "." or ".."
  std::string content;  // any bytes
  bool executable = false;

  bool operator==(const SourceFile&) const = default;
};

}  // namespace code_runner
