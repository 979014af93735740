// The #include lines of our sources, and whose headers they name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace code_runner::architecture {

struct Include {
  std::filesystem::path file;  // that holds the line, relative to the project
  int line;
  std::string header;  // without its quotes or brackets
  bool quoted;
};

// All #include lines of a text.
std::vector<Include> ScanText(const std::filesystem::path& file, std::string_view text);

// All #include lines of the C and C++ files in `root`/`folder`, in the order of their paths.
std::vector<Include> ScanFolder(const std::filesystem::path& root, const std::filesystem::path& folder);

// Who an included header belongs to, as the table of layers names it: a layer ("base"; "program" for
// core/agent/program; "core" for what lies directly in core/), a library ("libcurl"), "context", "standard", "system",
// or "": nobody known.
std::string OwnerOf(const Include& include);

}  // namespace code_runner::architecture
