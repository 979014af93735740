// What a compiler has made, on its way into a file.
#pragma once

#include <Poco/SHA2Engine.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "execution/artifact_header.h"
#include "model/execution_result.h"

namespace code_runner::execution {

// Writes to a file of another name, so that nobody finds a half of it, and removes that unless Finish() was called.
// Nothing is written before Begin(). What cannot be written is no fault of the run: a draft that fails takes the rest
// and drops it, and Finish() says why. Not thread-safe.
class ArtifactDraft {
 public:
  // Files of this prefix in the folder are drafts.
  static constexpr std::string_view kPrefix = "new-";

  // In `folder`; an artifact may have `bytes_max`.
  ArtifactDraft(std::filesystem::path folder, std::uint64_t bytes_max)
      : folder_(std::move(folder)), bytes_max_(bytes_max) {}
  ~ArtifactDraft();
  ArtifactDraft(const ArtifactDraft&) = delete;
  ArtifactDraft& operator=(const ArtifactDraft&) = delete;

  std::uint64_t BytesMax() const { return bytes_max_; }

  // `bytes` will be appended. REQUIRES: 0 < bytes <= BytesMax(), called once.
  void Begin(std::uint64_t bytes, bool executable);
  // The next bytes. REQUIRES: no more than BytesLeft().
  void Append(std::string_view bytes);
  std::uint64_t BytesLeft() const { return bytes_left_; }
  // There is an artifact, and all of it is here.
  bool IsComplete() const { return header_.artifact_bytes > 0 && bytes_left_ == 0; }

  // Adds what the compiler said and gives the file its name; the size of the file. kInternal when that, or something
  // before it, failed. Not synced to the disk: a machine that crashes may leave a damaged file, which its digest tells.
  // REQUIRES: IsComplete().
  Result<std::uint64_t> Finish(const CompileResult& compile, const std::filesystem::path& name);

 private:
  Status WriteBody(std::string_view bytes);
  Status WriteSpool(const Spool& spool);

  const std::filesystem::path folder_;
  const std::uint64_t bytes_max_;
  ArtifactHeader header_;
  std::uint64_t bytes_left_ = 0;
  std::string path_;  // empty: no file
  FileDescriptor file_;
  std::uint64_t file_bytes_ = ArtifactHeader::kBytes;
  Poco::SHA2Engine sha256_;
  Status written_ = Ok();
};

}  // namespace code_runner::execution
