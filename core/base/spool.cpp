#include "base/spool.h"

#include <fcntl.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace code_runner {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;

Error IoError(const char* action) {
  return {ErrorCode::kInternal, "Output could not be stored", std::string(action) + ": " + std::strerror(errno)};
}

FileDescriptor OpenUnnamedFile() {
  std::error_code error;
  const std::string folder = std::filesystem::temp_directory_path(error).string();
  if (error) {
    errno = error.value();
    return {};
  }
  FileDescriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file) return file;
  std::string name = folder + "/code-runner-XXXXXX";  // file systems without O_TMPFILE
  file.Reset(::mkostemp(name.data(), O_CLOEXEC));
  if (file) ::unlink(name.c_str());
  return file;
}

}  // namespace

Status Spool::Append(std::string_view bytes) {
  if (memory_.size() + bytes.size() <= kMemoryBytesMax) {
    memory_.append(bytes);
    return Ok();
  }
  if (Status written = WriteToFile(memory_); !written) return written;
  memory_.clear();
  if (bytes.size() > kMemoryBytesMax) return WriteToFile(bytes);
  memory_.append(bytes);
  return Ok();
}

Status Spool::WriteToFile(std::string_view bytes) {
  if (!file_) file_ = OpenUnnamedFile();
  if (!file_) return IoError("open spool");
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n =
        ::pwrite(file_.Get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(file_bytes_ + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return IoError("write spool");
    done += static_cast<std::size_t>(n);
  }
  file_bytes_ += done;
  return Ok();
}

Status Spool::Read(const std::function<void(std::string_view)>& sink) const {
  std::array<char, kPieceBytes> piece;
  for (std::uint64_t offset = 0; offset < file_bytes_;) {
    const std::size_t want = std::min<std::uint64_t>(piece.size(), file_bytes_ - offset);
    const ssize_t n = ::pread(file_.Get(), piece.data(), want, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return IoError("read spool");
    sink({piece.data(), static_cast<std::size_t>(n)});
    offset += static_cast<std::uint64_t>(n);
  }
  for (std::size_t offset = 0; offset < memory_.size(); offset += kPieceBytes) {
    sink(std::string_view(memory_).substr(offset, kPieceBytes));
  }
  return Ok();
}

}  // namespace code_runner
