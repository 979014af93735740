#include "execution/artifact.h"

#include <Poco/SHA2Engine.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace code_runner::execution {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;

// 0, or the number of the error; EIO for a file that has become shorter.
int ReadFully(int fd, std::uint64_t offset, char* buffer, std::size_t size) {
  while (size > 0) {
    const ssize_t n = ::pread(fd, buffer, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : EIO;
    buffer += n;
    offset += static_cast<std::uint64_t>(n);
    size -= static_cast<std::size_t>(n);
  }
  return 0;
}

Status ToStatus(int error) {
  if (error == 0) return Ok();
  return Error{ErrorCode::kInternal, "What was compiled cannot be read",
               std::string("read artifact: ") + std::strerror(error)};
}

}  // namespace

std::optional<Artifact> Artifact::Open(const std::filesystem::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  std::string bytes(ArtifactHeader::kBytes, '\0');
  struct stat status {};
  if (!file || ::fstat(file.Get(), &status) != 0 || ReadFully(file.Get(), 0, bytes.data(), bytes.size()) != 0)
    return {};
  std::optional<ArtifactHeader> header = ArtifactHeader::Decode(bytes);
  const auto body_bytes = static_cast<std::uint64_t>(status.st_size) - ArtifactHeader::kBytes;
  const std::uint64_t largest = header ? std::max({header->artifact_bytes, header->out_bytes, header->err_bytes}) : 0;
  if (!header || largest > body_bytes || header->BodyBytes() != body_bytes) return {};
  return Artifact(std::move(file), *std::move(header));
}

Status Artifact::ReadAt(std::uint64_t offset, char* buffer, std::size_t size) const {
  return ToStatus(ReadFully(file_.Get(), ArtifactHeader::kBytes + offset, buffer, size));
}

Status Artifact::ReadBody(std::uint64_t offset, std::uint64_t bytes,
                          const std::function<Status(std::string_view)>& sink) const {
  std::array<char, kPieceBytes> piece;
  while (bytes > 0) {
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, piece.size()));
    if (Status read = ReadAt(offset, piece.data(), size); !read) return read;
    if (Status taken = sink({piece.data(), size}); !taken) return taken;
    offset += size;
    bytes -= size;
  }
  return Ok();
}

Result<CompileResult> Artifact::ReadCompileResult() const {
  CompileResult compile;
  compile.cached = true;
  const auto append_to = [](Spool& spool) { return [&spool](std::string_view piece) { return spool.Append(piece); }; };
  if (Status read = ReadBody(header_.artifact_bytes, header_.out_bytes, append_to(compile.out)); !read) {
    return std::move(read).error();
  }
  const std::uint64_t err_offset = header_.artifact_bytes + header_.out_bytes;
  if (Status read = ReadBody(err_offset, header_.err_bytes, append_to(compile.err)); !read) {
    return std::move(read).error();
  }
  return compile;
}

bool Artifact::IsIntact() const {
  Poco::SHA2Engine sha256;
  const Status read = ReadBody(0, header_.BodyBytes(), [&sha256](std::string_view piece) {
    sha256.update(piece.data(), piece.size());
    return Ok();
  });
  const auto digest = sha256.digest();
  return read.ok() &&
         std::ranges::equal(digest, header_.digest, {}, {}, [](char c) { return static_cast<unsigned char>(c); });
}

void Artifact::Touch() const {
  ::futimens(file_.Get(), nullptr);
}

}  // namespace code_runner::execution
