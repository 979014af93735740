// Names of files below a folder: the work folder of a sandbox, or a build context.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace code_runner {

// Whether `path` has components between single slashes and none of them is empty, "." or "..".
bool IsRelativePath(std::string_view path);

// Whether `name` is empty, absolute or has a component "..", and so might not lie below the folder.
bool LeavesFolder(std::string_view name);

// `name` without empty and "." components; empty when its last component is one of these, so that it names no file.
std::string NormalizePath(std::string_view name);

bool HasComponentOver(std::string_view path, std::size_t bytes_max);

// Whether two files cannot both be there: the paths are equal, or one is a folder on the way to the other.
// REQUIRES: both are relative paths in the sense of IsRelativePath.
bool Clash(std::string_view a, std::string_view b);

// An order: when any of some paths clash, two neighbours do.
bool ComesBefore(std::string_view a, std::string_view b);

}  // namespace code_runner
