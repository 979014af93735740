#include "execution/artifact_cache.h"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "base/log.h"

namespace code_runner::execution {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyCharacters = 64;
constexpr std::uint64_t kBlockBytes = 4096;  // that a file takes on disk are a multiple of this

bool IsKey(std::string_view name) {
  return name.size() == kKeyCharacters && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::uint64_t DiskBytes(std::uint64_t file_bytes) {
  return (file_bytes + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
}

void LogProblem(const char* event, const std::string& problem) {
  Log(LogLevel::kWarning, event, {{"error", problem}});
}

void RemoveFile(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) LogProblem("artifact_not_removed", error.message());
}

struct Found {
  fs::file_time_type used;
  std::string key;
  std::uint64_t bytes;
};

// The artifacts in the folder, in the order of their last use, the latest one last.
std::vector<Found> ListArtifacts(const fs::path& folder, std::error_code& error) {
  std::vector<Found> found;
  for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error)) {
    const std::string name = file->path().filename().string();
    if (name.starts_with(ArtifactDraft::kPrefix)) RemoveFile(file->path());
    std::error_code gone;
    if (!IsKey(name) || !file->is_regular_file(gone)) continue;
    const fs::file_time_type used = file->last_write_time(gone);
    const std::uint64_t bytes = file->file_size(gone);
    if (!gone) found.push_back({used, name, bytes});
  }
  std::ranges::sort(found, {}, [](const Found& f) { return std::tie(f.used, f.key); });
  return found;
}

}  // namespace

ArtifactCache::ArtifactCache(fs::path folder, const ArtifactCacheOptions& options)
    : folder_(std::move(folder)), options_(options) {
  options_.artifact_bytes_max = std::min(options_.artifact_bytes_max, options_.bytes_max);
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!error) fs::permissions(folder_, fs::perms::owner_all, error);
  std::vector<Found> found;
  if (!error) found = ListArtifacts(folder_, error);
  if (error) {
    LogProblem("artifact_cache_off", error.message());
    options_.artifact_bytes_max = 0;
    return;
  }
  for (const Found& artifact : found) Add(artifact.key, artifact.bytes, false);
  RemoveBeyondBounds();
}

std::optional<Artifact> ArtifactCache::Find(const std::string& key) {
  std::optional<Artifact> artifact = FindIntact(key);
  const std::lock_guard lock(mutex_);
  ++(artifact ? counts_.hits : counts_.misses);
  return artifact;
}

std::optional<Artifact> ArtifactCache::FindIntact(const std::string& key) {
  bool checked = false;
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    checked = found->second->checked;
  }
  std::optional<Artifact> artifact = Artifact::Open(PathOf(key));
  if (!artifact || !(checked || artifact->IsIntact())) {
    RemoveDamaged(key);
    return std::nullopt;
  }
  artifact->Touch();
  const std::lock_guard lock(mutex_);
  if (const auto found = by_key_.find(key); found != by_key_.end()) found->second->checked = true;
  return artifact;
}

std::unique_ptr<ArtifactDraft> ArtifactCache::MakeDraft() const {
  if (options_.artifact_bytes_max == 0) return nullptr;
  return std::make_unique<ArtifactDraft>(folder_, options_.artifact_bytes_max);
}

void ArtifactCache::Keep(const std::string& key, ArtifactDraft& draft, const CompileResult& compile) {
  const std::lock_guard lock(mutex_);
  const Result<std::uint64_t> file_bytes = draft.Finish(compile, PathOf(key));
  if (!file_bytes) return LogProblem("artifact_not_kept", file_bytes.error().LogText());
  if (const auto old = by_key_.find(key); old != by_key_.end()) Forget(old->second);
  Add(key, *file_bytes, true);
  RemoveBeyondBounds();
}

ArtifactCounts ArtifactCache::Counts() const {
  const std::lock_guard lock(mutex_);
  ArtifactCounts counts = counts_;
  counts.artifacts = entries_.size();
  return counts;
}

void ArtifactCache::Add(const std::string& key, std::uint64_t file_bytes, bool checked) {
  entries_.push_front({key, DiskBytes(file_bytes), checked});
  by_key_[key] = entries_.begin();
  counts_.bytes += entries_.front().bytes;
}

void ArtifactCache::Forget(Entries::iterator entry) {
  counts_.bytes -= entry->bytes;
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

void ArtifactCache::Remove(Entries::iterator entry) {
  RemoveFile(PathOf(entry->key));
  Forget(entry);
}

void ArtifactCache::RemoveBeyondBounds() {
  while (counts_.bytes > options_.bytes_max || entries_.size() > options_.artifacts_max)
    Remove(std::prev(entries_.end()));
}

// A file that was just evicted looks the same, and is no longer known.
void ArtifactCache::RemoveDamaged(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return;
  Log(LogLevel::kWarning, "artifact_damaged", {{"key", key}});
  Remove(found->second);
}

}  // namespace code_runner::execution
