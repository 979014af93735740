// A build context that an operator keeps as files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "base/result.h"
#include "model/source_file.h"

namespace code_runner::plugin {

// Bounds of a build context, whether it is a plugin's or an operator's own.
inline constexpr std::size_t kBuildContextFilesMax = 1024;
inline constexpr std::size_t kBuildContextBytesMax = 64 << 20;

// All regular files below `folder`, sorted by path. kPluginFault when it cannot be read, holds anything but files and
// folders (symbolic links, too, are refused), or is beyond the bounds.
Result<std::vector<SourceFile>> ReadBuildContext(const std::filesystem::path& folder);

}  // namespace code_runner::plugin
