#include "execution/artifact_draft.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace code_runner::execution {
namespace {

Error IoError(const char* action) {
  return {ErrorCode::kInternal, "What was compiled cannot be kept", std::string(action) + ": " + std::strerror(errno)};
}

Status WriteFully(int fd, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return IoError("write artifact");
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return Ok();
}

}  // namespace

ArtifactDraft::~ArtifactDraft() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void ArtifactDraft::Begin(std::uint64_t bytes, bool executable) {
  header_.artifact_bytes = bytes;
  header_.executable = executable;
  bytes_left_ = bytes;
  std::string path = (folder_ / kPrefix).string() + "XXXXXX";
  file_.Reset(::mkostemp(path.data(), O_CLOEXEC));
  if (file_) {
    path_ = std::move(path);
  } else {
    written_ = IoError("make artifact");
  }
}

void ArtifactDraft::Append(std::string_view bytes) {
  bytes_left_ -= bytes.size();
  if (written_) written_ = WriteBody(bytes);
}

Status ArtifactDraft::WriteBody(std::string_view bytes) {
  sha256_.update(bytes.data(), bytes.size());
  const std::uint64_t offset = file_bytes_;
  file_bytes_ += bytes.size();
  return WriteFully(file_.Get(), bytes, offset);
}

Status ArtifactDraft::WriteSpool(const Spool& spool) {
  Status written = Ok();
  const Status read = spool.Read([&](std::string_view piece) {
    if (written) written = WriteBody(piece);
  });
  return read ? written : read;
}

Result<std::uint64_t> ArtifactDraft::Finish(const CompileResult& compile, const std::filesystem::path& name) {
  header_.out_bytes = compile.out.Size();
  header_.err_bytes = compile.err.Size();
  if (written_) written_ = WriteSpool(compile.out);
  if (written_) written_ = WriteSpool(compile.err);
  const auto& digest = sha256_.digest();
  header_.digest.assign(digest.begin(), digest.end());
  if (written_) written_ = WriteFully(file_.Get(), header_.Encode(), 0);
  if (written_ && ::rename(path_.c_str(), name.c_str()) != 0) written_ = IoError("name artifact");
  if (!written_) return written_.error();
  path_.clear();
  return file_bytes_;
}

}  // namespace code_runner::execution
