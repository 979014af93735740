#include "model/relative_path.h"

#include <algorithm>

namespace code_runner {
namespace {

template <class Predicate>
bool AnyComponent(std::string_view path, Predicate predicate) {
  while (true) {
    const std::size_t slash = path.find('/');
    if (predicate(path.substr(0, slash))) return true;
    if (slash == std::string_view::npos) return false;
    path.remove_prefix(slash + 1);
  }
}

bool IsNothing(std::string_view component) {
  return component.empty() || component == ".";
}

bool IsBelow(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

}  // namespace

bool IsRelativePath(std::string_view path) {
  return !AnyComponent(path, [](std::string_view component) { return IsNothing(component) || component == ".."; });
}

bool LeavesFolder(std::string_view name) {
  if (name.empty() || name.front() == '/') return true;
  return AnyComponent(name, [](std::string_view component) { return component == ".."; });
}

std::string NormalizePath(std::string_view name) {
  std::string path;
  bool names_file = false;
  AnyComponent(name, [&](std::string_view component) {
    names_file = !IsNothing(component);
    if (!names_file) return false;
    if (!path.empty()) path += '/';
    path += component;
    return false;
  });
  return names_file ? path : std::string();
}

bool HasComponentOver(std::string_view path, std::size_t bytes_max) {
  return AnyComponent(path, [bytes_max](std::string_view component) { return component.size() > bytes_max; });
}

bool Clash(std::string_view a, std::string_view b) {
  return a == b || IsBelow(a, b) || IsBelow(b, a);
}

bool ComesBefore(std::string_view a, std::string_view b) {
  // A slash first of all: what is below a folder comes at once behind a file of the folder's name.
  const auto rank = [](char c) { return c == '/' ? 0 : 1 + static_cast<unsigned char>(c); };
  return std::ranges::lexicographical_compare(a, b, {}, rank, rank);
}

}  // namespace code_runner
