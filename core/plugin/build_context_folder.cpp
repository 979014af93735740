#include "plugin/build_context_folder.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>

namespace code_runner::plugin {
namespace {

namespace fs = std::filesystem;

Error Fault(const fs::path& path, const std::string& problem) {
  return {ErrorCode::kPluginFault, path.string() + ": " + problem};
}

Result<SourceFile> ReadFile(const fs::path& folder, const fs::directory_entry& entry) {
  std::ifstream stream(entry.path(), std::ios::binary);
  SourceFile file;
  file.path = entry.path().lexically_relative(folder).generic_string();
  file.content.assign(std::istreambuf_iterator<char>(stream), {});
  file.executable = (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
  if (!stream) return Fault(entry.path(), "cannot be read");
  return file;
}

}  // namespace

Result<std::vector<SourceFile>> ReadBuildContext(const fs::path& folder) try {
  std::vector<SourceFile> files;
  std::uintmax_t bytes = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory() && !entry.is_symlink()) continue;
    if (entry.is_symlink() || !entry.is_regular_file()) return Fault(entry.path(), "is not a regular file");
    bytes += entry.file_size();
    if (files.size() == kBuildContextFilesMax || bytes > kBuildContextBytesMax)
      return Fault(folder, "is too large for a build context");
    Result<SourceFile> file = ReadFile(folder, entry);
    if (!file) return std::move(file).error();
    files.push_back(*std::move(file));
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
} catch (const fs::filesystem_error& error) {
  return Fault(folder, error.code().message());
}

}  // namespace code_runner::plugin
