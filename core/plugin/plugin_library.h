// A plugin's shared library.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "code_runner/plugin.h"

namespace code_runner::plugin {

// Loads the library and returns what it exports, which lives for ever: a plugin is never unloaded. kPluginFault with
// the reason when the file is no library that can be loaded or does not export `code_runner_plugin_v1`. Runs the
// library's static initialisers. Thread-safe.
Result<const code_runner_plugin*> LoadPluginLibrary(const std::filesystem::path& path);

}  // namespace code_runner::plugin
