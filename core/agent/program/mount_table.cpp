#include "agent/program/mount_table.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/file_descriptor.h"

namespace code_runner::agent {
namespace {

constexpr std::size_t kTableBytesMax = 1024 * 1024;
constexpr std::size_t kPathField = 4;
constexpr std::size_t kFlagsField = 5;
constexpr std::size_t kFieldsMin = 10;  // with one `-` between the optional fields and the last three

struct NamedFlag {
  std::string_view name;
  unsigned long flag;
};
constexpr NamedFlag kFlags[] = {{"ro", MS_RDONLY},        {"nosuid", MS_NOSUID},   {"nodev", MS_NODEV},
                                {"noexec", MS_NOEXEC},    {"noatime", MS_NOATIME}, {"nodiratime", MS_NODIRATIME},
                                {"relatime", MS_RELATIME}};

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

unsigned long ParseFlags(std::string_view text) {
  unsigned long flags = 0;
  for (const std::string_view name : Split(text, ',')) {
    for (const NamedFlag& known : kFlags) {
      if (name == known.name) flags |= known.flag;
    }
  }
  const bool follows_default = (flags & (MS_NOATIME | MS_RELATIME)) != 0;
  return follows_default ? flags : flags | MS_STRICTATIME;  // which has no name there
}

std::optional<std::string> ReadTable() {
  const FileDescriptor file(open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer;
  while (text.size() < kTableBytesMax) {
    const ssize_t size = read(file.Get(), buffer.data(), buffer.size());
    if (size < 0) return std::nullopt;
    if (size == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return std::nullopt;
}

}  // namespace

std::optional<MountPoint> ParseMountPoint(std::string_view line) {
  const std::vector<std::string_view> fields = Split(line, ' ');
  if (fields.size() < kFieldsMin || fields[fields.size() - 4] != "-") return std::nullopt;
  const std::string_view path = fields[kPathField];
  if (!path.starts_with('/') || path.find('\\') != std::string_view::npos) return std::nullopt;
  return MountPoint{std::string(path), ParseFlags(fields[kFlagsField]), std::string(fields[fields.size() - 3]),
                    std::string(fields.back())};
}

std::optional<std::vector<MountPoint>> ReadMountTable() {
  const std::optional<std::string> text = ReadTable();
  if (!text) return std::nullopt;
  std::vector<MountPoint> mounts;
  for (const std::string_view line : Split(*text, '\n')) {
    if (line.empty()) continue;
    std::optional<MountPoint> mount = ParseMountPoint(line);
    if (!mount) return std::nullopt;
    mounts.push_back(*std::move(mount));
  }
  return mounts;
}

}  // namespace code_runner::agent
