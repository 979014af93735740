#include "architecture/layer_table.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace code_runner::architecture {
namespace {

std::vector<std::string> SplitCells(const std::string& row) {
  std::vector<std::string> cells;
  std::istringstream stream(row.substr(1));
  for (std::string cell; std::getline(stream, cell, '|');) cells.push_back(cell);
  return cells;
}

// `row` begins with "| `".
Layer ParseRow(const std::string& row) {
  static const std::regex kName(R"(`([^`]+)`( \*\(one file\)\*)?)");
  const std::vector<std::string> cells = SplitCells(row);
  Layer layer;
  std::smatch folder;
  if (std::regex_search(cells.front(), folder, kName)) layer.folder = folder[1];
  if (cells.size() < 2) return layer;
  for (std::sregex_iterator match(cells[1].begin(), cells[1].end(), kName), end; match != end; ++match) {
    layer.names.push_back((*match)[1]);
    if ((*match)[2].matched) layer.one_file.insert((*match)[1]);
  }
  return layer;
}

}  // namespace

std::string Layer::Name() const {
  return std::filesystem::path(folder).filename().string();
}

std::vector<Layer> ParseLayerTable(std::string_view document) {
  std::vector<Layer> layers;
  std::istringstream lines{std::string(document)};
  bool in_section = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) in_section = line == "## Layers";
    if (in_section && line.starts_with("| `")) layers.push_back(ParseRow(line));
  }
  return layers;
}

const Layer* FindLayer(const std::vector<Layer>& layers, const std::filesystem::path& file) {
  const std::filesystem::path direct = file.parent_path();
  for (std::filesystem::path folder = direct; !folder.empty(); folder = folder.parent_path()) {
    const auto found = std::ranges::find(layers, folder.string(), &Layer::folder);
    if (found == layers.end()) continue;
    return folder == "core" && folder != direct ? nullptr : &*found;
  }
  return nullptr;
}

}  // namespace code_runner::architecture
