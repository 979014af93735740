// Build contexts as archives.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace code_runner::docker {

struct TarEntry {
  std::string path;
  std::string content;
  bool executable = false;
};

// An uncompressed POSIX (pax) archive of regular files, owned by root, of modes 0644 and 0755 and with time 0: the same
// entries make the same bytes. kInternal when a path cannot be stored.
Result<std::string> MakeTar(const std::vector<TarEntry>& entries);

}  // namespace code_runner::docker
