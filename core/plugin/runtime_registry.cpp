#include "plugin/runtime_registry.h"

#include <algorithm>
#include <utility>

#include "plugin/build_context_folder.h"
#include "plugin/plugin_library.h"

namespace code_runner::plugin {
namespace {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> FindLibraries(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".so") paths.push_back(it->path());
  }
  if (error) return Error{ErrorCode::kPluginFault, "cannot be read: " + error.message()};
  std::ranges::sort(paths);
  return paths;
}

Result<Runtime> LoadRuntime(const fs::path& path) {
  const Result<const code_runner_plugin*> plugin = LoadPluginLibrary(path);
  if (!plugin) return plugin.error();
  return Runtime::Make(**plugin);
}

Status ApplyOverride(Runtime& runtime, const fs::path& runtime_dir) {
  const fs::path folder = runtime_dir / runtime.Id();
  std::error_code ignored;
  if (runtime_dir.empty() || !fs::is_directory(folder, ignored)) return Ok();
  Result<std::vector<SourceFile>> files = ReadBuildContext(folder);
  if (!files) return std::move(files).error();
  return runtime.OverrideBuildContext(*std::move(files));
}

bool HasName(const Runtime& runtime, std::string_view name) {
  return runtime.Id() == name || std::ranges::find(runtime.Aliases(), name) != runtime.Aliases().end();
}

bool IsEnabled(const Runtime& runtime, const std::vector<std::string>& enabled) {
  return enabled.empty() || std::ranges::find(enabled, runtime.Id()) != enabled.end();
}

}  // namespace

RuntimeRegistry RuntimeRegistry::Load(const RegistryOptions& options) {
  RuntimeRegistry registry;
  for (const fs::path& folder : options.plugin_dirs) {
    const Result<std::vector<fs::path>> paths = FindLibraries(folder);
    if (!paths) {
      registry.refused_.push_back({folder, paths.error().LogText()});
      continue;
    }
    for (const fs::path& path : *paths) {
      if (Status used = registry.Use(path, options); !used) {
        registry.refused_.push_back({path, used.error().LogText()});
      }
    }
  }
  std::ranges::sort(registry.runtimes_, {}, [](const auto& runtime) { return runtime->Id(); });
  for (const std::string& id : options.enabled) {
    const auto has_id = [&id](const auto& runtime) { return runtime->Id() == id; };
    if (std::ranges::none_of(registry.runtimes_, has_id)) registry.missing_.push_back(id);
  }
  return registry;
}

Status RuntimeRegistry::Use(const fs::path& path, const RegistryOptions& options) {
  Result<Runtime> runtime = LoadRuntime(path);
  if (!runtime) return std::move(runtime).error();
  if (!IsEnabled(*runtime, options.enabled)) return Ok();
  if (Status overridden = ApplyOverride(*runtime, options.runtime_dir); !overridden) return overridden;
  if (options.imports_of && runtime->Prestart()) {
    if (const auto modules = options.imports_of(runtime->Id()); !modules.empty()) runtime->ImportAhead(modules);
  }
  return Add(*std::move(runtime));
}

Status RuntimeRegistry::Add(Runtime runtime) {
  std::vector<std::string> names = runtime.Aliases();
  names.push_back(runtime.Id());
  for (const std::string& name : names) {
    if (const auto other = Find(name)) {
      return Error{ErrorCode::kPluginFault, "the name '" + name + "' is taken by runtime '" + other->Id() + "'"};
    }
  }
  runtimes_.push_back(std::make_shared<const Runtime>(std::move(runtime)));
  return Ok();
}

std::shared_ptr<const Runtime> RuntimeRegistry::Find(std::string_view name) const {
  if (name.starts_with(kImagePrefix)) name.remove_prefix(kImagePrefix.size());
  const auto found = std::ranges::find_if(runtimes_, [name](const auto& runtime) { return HasName(*runtime, name); });
  return found == runtimes_.end() ? nullptr : *found;
}

}  // namespace code_runner::plugin
