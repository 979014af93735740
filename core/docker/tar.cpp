#include "docker/tar.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <utility>

namespace code_runner::docker {
namespace {

constexpr mode_t kPlainMode = 0644;
constexpr mode_t kExecutableMode = 0755;
constexpr int kTarBlockBytes = 512;

struct FreeArchive {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

la_ssize_t Append(archive*, void* bytes, const void* data, std::size_t size) {
  static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

Error Failed(const std::string& path, const char* reason) {
  return {ErrorCode::kInternal, "A file could not be archived",
          "tar: " + path + ": " + (reason != nullptr ? reason : "unknown reason")};
}

Error Failed(archive* writer, const std::string& path) {
  return Failed(path, archive_error_string(writer));
}

Status Add(archive* writer, const TarEntry& file) {
  if (file.path.empty() || file.path.find('\0') != std::string::npos) return Failed(file.path, "not a path");
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), file.path.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), file.executable ? kExecutableMode : kPlainMode);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.content.size()));
  archive_entry_set_mtime(entry.get(), 0, 0);
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK) return Failed(writer, file.path);
  const la_ssize_t written = archive_write_data(writer, file.content.data(), file.content.size());
  if (written != static_cast<la_ssize_t>(file.content.size())) return Failed(writer, file.path);
  return Ok();
}

}  // namespace

Result<std::string> MakeTar(const std::vector<TarEntry>& entries) {
  std::string bytes;
  const std::unique_ptr<archive, FreeArchive> writer(archive_write_new());
  archive_write_set_format_pax_restricted(writer.get());
  // Names are stored as they are, whatever the locale of the process.
  archive_write_set_options(writer.get(), "hdrcharset=BINARY");
  archive_write_set_bytes_per_block(writer.get(), kTarBlockBytes);
  if (archive_write_open(writer.get(), &bytes, nullptr, Append, nullptr) != ARCHIVE_OK) {
    return Failed(writer.get(), "(archive)");
  }
  for (const TarEntry& entry : entries) {
    if (Status added = Add(writer.get(), entry); !added.ok()) return std::move(added).error();
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) return Failed(writer.get(), "(archive)");
  return bytes;
}

}  // namespace code_runner::docker
