// What was compiled once need not be compiled again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "execution/artifact.h"
#include "execution/artifact_draft.h"
#include "model/execution_result.h"

namespace code_runner::execution {

struct ArtifactCacheOptions {
  std::uint64_t bytes_max = std::uint64_t{1} << 30;  // on disk, all together; 0: nothing is kept
  std::uint64_t artifact_bytes_max = 64 << 20;       // of one
  std::size_t artifacts_max = 16384;                 // bounds the memory that is needed to know them
};

struct ArtifactCounts {
  std::uint64_t bytes = 0;  // on disk
  std::size_t artifacts = 0;
  std::uint64_t hits = 0;  // since the start, here and below
  std::uint64_t misses = 0;
};

// A folder with a file for each artifact, under its key (see artifact_key.h). What was used least recently goes first.
// Survives the server: files are complete before they get their name, their modification time is their last use, and
// one that is damaged is found out, by its digest, when it is first used. Runs that compile the same at the same time
// do not wait for one another; the last one's artifact is kept, and any is as good. Thread-safe.
class ArtifactCache {
 public:
  // Makes the folder, removes drafts that a killed server left, and takes in what is there. Where the folder cannot be
  // used, that is logged and nothing is kept. REQUIRES: nobody else uses the folder.
  ArtifactCache(std::filesystem::path folder, const ArtifactCacheOptions& options);

  // The artifact of that key, which counts as used now. Nothing: there is none.
  std::optional<Artifact> Find(const std::string& key);

  // For an artifact that is about to be made; null when nothing is kept.
  std::unique_ptr<ArtifactDraft> MakeDraft() const;
  // Keeps it, in place of an older one. What goes wrong is logged. REQUIRES: the draft is complete.
  void Keep(const std::string& key, ArtifactDraft& draft, const CompileResult& compile);

  ArtifactCounts Counts() const;

 private:
  struct Entry {
    std::string key;
    std::uint64_t bytes = 0;  // as counted against bytes_max
    bool checked = false;     // its digest was right
  };
  using Entries = std::list<Entry>;  // the most recently used one first

  std::optional<Artifact> FindIntact(const std::string& key);
  void Add(const std::string& key, std::uint64_t file_bytes, bool checked);
  void Forget(Entries::iterator entry);
  void Remove(Entries::iterator entry);
  void RemoveBeyondBounds();
  void RemoveDamaged(const std::string& key);
  std::filesystem::path PathOf(const std::string& key) const { return folder_ / key; }

  const std::filesystem::path folder_;
  ArtifactCacheOptions options_;
  mutable std::mutex mutex_;
  Entries entries_;
  std::unordered_map<std::string, Entries::iterator> by_key_;
  ArtifactCounts counts_;
};

}  // namespace code_runner::execution
