// Reading of what a plugin lends: pointers and sizes that may be wrong.
#pragma once

#include <cstddef>
#include <string_view>

#include "code_runner/plugin.h"

namespace code_runner::plugin {

// REQUIRES: IsThere(text, ...).
inline std::string_view View(code_runner_string text) {
  return {text.data, text.size};
}

// Whether `text` is at most `bytes_max` long and its bytes are there.
inline bool IsThere(code_runner_string text, std::size_t bytes_max) {
  return text.size <= bytes_max && (text.data != nullptr || text.size == 0);
}

// Whether `list` has at most `size_max` items and these are there.
template <class List>
bool AreThere(const List& list, std::size_t size_max) {
  return list.size <= size_max && (list.items != nullptr || list.size == 0);
}

inline bool HasNul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

// Whether `name` can be that of an environment variable.
inline bool IsVariableName(std::string_view name) {
  return !name.empty() && name.find('=') == std::string_view::npos && !HasNul(name);
}

}  // namespace code_runner::plugin
