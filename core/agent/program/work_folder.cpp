#include "agent/program/work_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>

namespace code_runner::agent {
namespace {

constexpr int kSkeletonDepthMax = 64;
constexpr std::size_t kCopyBytesMax = 1024 * 1024;  // in one call
constexpr int kNewFileFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

FailureReason ReasonFor(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return FailureReason::kNoSpace;
    case ENOMEM:
    case ENFILE:
    case EMFILE:
      return FailureReason::kExhausted;
    default:
      return FailureReason::kBadPath;
  }
}

FailedMessage FailureAt(const std::string& path, int error) {
  return {ReasonFor(error), path + ": " + strerror(error)};
}

bool IsSafe(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    if (component.empty() || component == "." || component == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

mode_t ModeFor(bool executable) {
  return executable ? 0755 : 0644;
}

// Makes all folders above `path`. False, with errno, when one of them cannot be.
bool MakeParents(const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (mkdir(path.substr(0, slash).c_str(), 0755) != 0 && errno != EEXIST) return false;
  }
  return true;
}

FileDescriptor Create(const std::string& path, bool executable) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return {};
  return FileDescriptor(open(path.c_str(), kNewFileFlags, ModeFor(executable)));
}

bool CopyFile(const std::string& from, const std::string& to, const struct stat& status) {
  const FileDescriptor source(open(from.c_str(), O_RDONLY | O_CLOEXEC));
  const FileDescriptor target(open(to.c_str(), kNewFileFlags, ModeFor((status.st_mode & S_IXUSR) != 0)));
  if (!source || !target) return false;
  ssize_t copied = 0;
  do {
    copied = sendfile(target.Get(), source.Get(), nullptr, kCopyBytesMax);
  } while (copied > 0);
  const timespec times[] = {status.st_atim, status.st_mtim};  // build tools compare them
  return copied == 0 && futimens(target.Get(), times) == 0;
}

bool CopyLink(const std::string& from, const std::string& to) {
  char target[PATH_MAX];
  const ssize_t size = readlink(from.c_str(), target, sizeof(target));
  if (size < 0) return false;
  return symlink(std::string(target, static_cast<std::size_t>(size)).c_str(), to.c_str()) == 0;
}

Failure CopyFolder(const std::string& from, const std::string& to_prefix, int depth_left);

Failure CopyEntry(const std::string& from, const std::string& to, int depth_left) {
  struct stat status {};
  bool copied = lstat(from.c_str(), &status) == 0;
  if (copied && S_ISREG(status.st_mode)) {
    copied = CopyFile(from, to, status);
  } else if (copied && S_ISLNK(status.st_mode)) {
    copied = CopyLink(from, to);
  } else if (copied && S_ISDIR(status.st_mode)) {
    copied = mkdir(to.c_str(), 0755) == 0;
    if (copied) return CopyFolder(from, to + "/", depth_left - 1);
  }
  if (!copied) return FailureAt(from, errno);
  return std::nullopt;
}

Failure CopyFolder(const std::string& from, const std::string& to_prefix, int depth_left) {
  if (depth_left == 0) return FailureAt(from, ELOOP);
  const Folder folder(opendir(from.c_str()));
  if (folder == nullptr) return FailureAt(from, errno);
  while (const dirent* entry = readdir(folder.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (Failure failure = CopyEntry(from + "/" + name, to_prefix + name, depth_left)) return failure;
  }
  return std::nullopt;
}

}  // namespace

Failure WorkFolder::CopySkeleton(const std::string& skeleton_dir) {
  return CopyFolder(skeleton_dir, "", kSkeletonDepthMax);
}

Failure WorkFolder::BeginFile(const FileMessage& file) {
  if (!IsSafe(file.path)) return FailureAt(file.path, EINVAL);
  path_ = file.path;
  file_ = Create(path_, file.executable);
  if (!file_ && errno == ENOENT && MakeParents(path_)) file_ = Create(path_, file.executable);
  if (!file_) return FailureAt(path_, errno);
  return std::nullopt;
}

Failure WorkFolder::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = write(file_.Get(), bytes.data(), bytes.size());
    if (size < 0) return FailureAt(path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return std::nullopt;
}

}  // namespace code_runner::agent
