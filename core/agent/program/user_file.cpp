#include "agent/program/user_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "agent/program/user.h"

namespace code_runner::agent {

UserFile::UserFile(const std::string& path, FrameType type, std::uint64_t bytes_max) : type_(type) {
  {
    const UserFileAccess access;
    // A FIFO must not make the agent wait.
    file_.Reset(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  }
  struct stat status {};
  if (!file_ || fstat(file_.Get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size <= bytes_max) bytes_left_ = size;
  executable_ = (status.st_mode & S_IXUSR) != 0;
}

bool UserFile::Forward(Connection& connection) {
  static char buffer[kFramePayloadBytesMax];
  const auto size_max = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_left_, sizeof(buffer)));
  const ssize_t size = read(file_.Get(), buffer, size_max);
  if (size <= 0) return false;
  connection.Send(type_, {buffer, static_cast<std::size_t>(size)});
  bytes_left_ -= static_cast<std::uint64_t>(size);
  return true;
}

}  // namespace code_runner::agent
