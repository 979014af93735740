// The programs that the tests have run, as files of the source tree.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace code_runner::testing {

// Throws when it cannot be read.
std::string ReadFile(const std::filesystem::path& path);

// All files below `folder`, by their paths relative to it.
std::map<std::string, std::string> ReadFolder(const std::filesystem::path& folder);

}  // namespace code_runner::testing
