// A build context that an operator keeps as files.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "model/source_file.h"

namespace code_runner::plugin {

// All regular files below `folder`, sorted by path. kPluginFault when it cannot be read, holds anything but files and
// folders, or is beyond the bounds that hold for a plugin's own build context (1024 files, 64 MiB).
Result<std::vector<SourceFile>> ReadBuildContext(const std::filesystem::path& folder);

}  // namespace code_runner::plugin
