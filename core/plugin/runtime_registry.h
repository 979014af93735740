// The runtimes that this server offers.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plugin/runtime.h"

namespace code_runner::plugin {

struct RegistryOptions {
  std::vector<std::filesystem::path> plugin_dirs;  // searched in this order for *.so, each sorted by name
  std::vector<std::string> enabled;                // ids; empty: all that are found
  std::filesystem::path runtime_dir;               // <runtime_dir>/<id> replaces a build context; empty: none does
  // By id, what a prestart process is to import before it waits; empty: nothing.
  std::function<std::vector<std::string>(const std::string& id)> imports_of = {};
};

// A library that is not used, and why.
struct RefusedPlugin {
  std::filesystem::path path;
  std::string reason;
};

// Immutable once made; thread-safe.
class RuntimeRegistry {
 public:
  // Loads what it finds. A bad library is refused and does not stop the others; a second one with an id or alias that
  // is taken is refused, too. Libraries are never unloaded.
  static RuntimeRegistry Load(const RegistryOptions& options);

  // By id, alias or image name; nothing if there is none.
  std::shared_ptr<const Runtime> Find(std::string_view name) const;

  const std::vector<std::shared_ptr<const Runtime>>& Runtimes() const { return runtimes_; }  // sorted by id
  const std::vector<RefusedPlugin>& Refused() const { return refused_; }
  // Ids that were to be enabled, but no plugin offers them.
  const std::vector<std::string>& Missing() const { return missing_; }

 private:
  // Offers the runtime of the library at `path`, if it is enabled.
  Status Use(const std::filesystem::path& path, const RegistryOptions& options);
  Status Add(Runtime runtime);

  std::vector<std::shared_ptr<const Runtime>> runtimes_;
  std::vector<RefusedPlugin> refused_;
  std::vector<std::string> missing_;
};

}  // namespace code_runner::plugin
