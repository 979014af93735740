#include "agent/program/metadata_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "agent/program/user.h"

namespace code_runner::agent {
namespace {

constexpr char kPath[] = "/metadata/.quartermaster_metadata.json";

}  // namespace

MetadataFile::MetadataFile(std::uint64_t bytes_max) {
  {
    const UserFileAccess access;
    file_.Reset(open(kPath, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));  // a FIFO must not make the agent wait
  }
  struct stat status {};
  if (!file_ || fstat(file_.Get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size <= bytes_max) bytes_left_ = size;
}

void MetadataFile::Forward(Connection& connection) {
  static char buffer[kFramePayloadBytesMax];
  const auto size_max = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_left_, sizeof(buffer)));
  const ssize_t size = read(file_.Get(), buffer, size_max);
  if (size <= 0) {
    bytes_left_ = 0;
    return;
  }
  connection.Send(FrameType::kMetadata, {buffer, static_cast<std::size_t>(size)});
  bytes_left_ -= static_cast<std::uint64_t>(size);
}

}  // namespace code_runner::agent
