// The table in the section "Layers" of ARCHITECTURE.md.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace code_runner::architecture {

// One row: | `core/plugin` | `base` `Boost.DLL` *(one file)* | prose |
struct Layer {
  std::string folder;              // relative to the project: "core/plugin"
  std::vector<std::string> names;  // what it may include, in the order of the row: "base", "Boost.DLL"
  std::set<std::string> one_file;  // those of `names` marked "(one file)"

  // As other rows name it: the folder's last component, "plugin".
  std::string Name() const;
};

// The rows of the first table of the section, without its head. Empty when there is no such section or table.
std::vector<Layer> ParseLayerTable(std::string_view document);

// The row that holds for a file, given relative to the project: that of its folder or of the nearest folder above it.
// The row `core` holds for the files directly in it alone. Null when there is none.
const Layer* FindLayer(const std::vector<Layer>& layers, const std::filesystem::path& file);

}  // namespace code_runner::architecture
