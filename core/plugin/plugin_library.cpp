#include "plugin/plugin_library.h"

#include <dlfcn.h>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace code_runner::plugin {
namespace {

constexpr const char* kSymbol = "code_runner_plugin_v1";

void KeepForEver(boost::dll::shared_library library) {
  static std::mutex mutex;
  // Never destroyed: runtimes hold pointers into the libraries until the very end of the process.
  static auto& kept = *new std::vector<boost::dll::shared_library>;
  const std::scoped_lock lock(mutex);
  kept.push_back(std::move(library));
}

// What the dynamic linker said last; Boost's error codes do not tell.
std::string LinkerError(const std::string& fallback) {
  const char* text = ::dlerror();
  return text != nullptr ? text : fallback;
}

Error Refused(const std::string& reason) {
  return {ErrorCode::kPluginFault, reason};
}

}  // namespace

Result<const code_runner_plugin*> LoadPluginLibrary(const std::filesystem::path& path) {
  // The path must have a slash, lest the dynamic linker searches its own folders for it.
  const std::filesystem::path absolute = std::filesystem::absolute(path);
  boost::dll::fs::error_code error;
  boost::dll::shared_library library;
  library.load(absolute, error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (error) return Refused("cannot be loaded: " + LinkerError(error.message()));
  if (!library.has(kSymbol)) return Refused(std::string("does not export ") + kSymbol);
  const auto* plugin = &library.get<const code_runner_plugin>(kSymbol);
  KeepForEver(std::move(library));
  return plugin;
}

}  // namespace code_runner::plugin
