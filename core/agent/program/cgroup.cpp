#include "agent/program/cgroup.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

#include "base/file_descriptor.h"

namespace code_runner::agent {
namespace {

constexpr char kEventsV2[] = "/sys/fs/cgroup/memory.events";
constexpr char kPeakV2[] = "/sys/fs/cgroup/memory.peak";
constexpr char kEventsV1[] = "/sys/fs/cgroup/memory/memory.oom_control";
constexpr char kPeakV1[] = "/sys/fs/cgroup/memory/memory.max_usage_in_bytes";
constexpr std::string_view kKillsKey = "oom_kill ";

FileDescriptor OpenEither(const char* first, const char* second) {
  FileDescriptor file(open(first, O_RDONLY | O_CLOEXEC));
  if (!file) file.Reset(open(second, O_RDONLY | O_CLOEXEC));
  return file;
}

struct SmallFile {
  char bytes[1024];
  std::size_t size = 0;

  explicit SmallFile(const FileDescriptor& file) {
    const ssize_t read_bytes = file ? pread(file.Get(), bytes, sizeof(bytes), 0) : 0;
    if (read_bytes > 0) size = static_cast<std::size_t>(read_bytes);
  }
  std::string_view Text() const { return {bytes, size}; }
};

std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

// The number behind `key` at the start of a line.
std::optional<std::uint64_t> FindNumber(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    if (text.starts_with(key)) return ParseNumber(text.substr(key.size()));
    const std::size_t line_end = text.find('\n');
    if (line_end == std::string_view::npos) break;
    text.remove_prefix(line_end + 1);
  }
  return std::nullopt;
}

}  // namespace

MemoryGroup::MemoryGroup() : events_(OpenEither(kEventsV2, kEventsV1)), peak_(OpenEither(kPeakV2, kPeakV1)) {}

std::optional<std::uint64_t> MemoryGroup::OutOfMemoryKills() const {
  return FindNumber(SmallFile(events_).Text(), kKillsKey);
}

std::optional<std::uint64_t> MemoryGroup::PeakBytes() const {
  return ParseNumber(SmallFile(peak_).Text());
}

}  // namespace code_runner::agent
