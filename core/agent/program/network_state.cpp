#include "agent/program/network_state.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"

namespace code_runner::agent {
namespace {

constexpr char kFolder[] = "/proc/self/net";
constexpr std::size_t kStateBytesMax = 512 * 1024;
constexpr std::size_t kFilesMax = 256;
constexpr std::string_view kLoopback = "lo:";
constexpr int kReceiveColumns = 8;

// Figures of the whole machine, not of the namespace.
constexpr std::array<std::string_view, 5> kForeign = {"protocols", "rt_acct", "sockstat", "sockstat6", "softnet_stat"};

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

std::string_view NextWord(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

// A line of `dev` without what was received, but for the loopback's: nobody else can send there.
std::string WithoutReceived(std::string_view line) {
  std::string name(NextWord(line));
  if (name != kLoopback) {
    for (int column = 0; column < kReceiveColumns; ++column) NextWord(line);
  }
  return name.append(line);
}

// The lines in an order of ours: that of the kernel's hash tables changes with what others do.
void AppendFile(std::string& state, std::string_view name, std::string_view content) {
  std::vector<std::string> lines;
  while (!content.empty()) {
    const std::string_view line = content.substr(0, content.find('\n'));
    content.remove_prefix(std::min(line.size() + 1, content.size()));
    if (name == "snmp6" && (line.starts_with("Ip6In") || line.starts_with("Icmp6In"))) continue;
    lines.push_back(name == "dev" ? WithoutReceived(line) : std::string(line));
  }
  std::ranges::sort(lines);
  state.append(name).push_back('\n');
  for (const std::string& line : lines) state.append(line).push_back('\n');
}

// False when it cannot be read to its end. Some files can be opened by nobody, at no time: those count as empty.
bool ReadFile(int folder, const char* name, std::string& content) {
  content.clear();
  const FileDescriptor file(openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return true;
  std::array<char, 4096> buffer;
  while (content.size() <= kStateBytesMax) {
    const ssize_t size = read(file.Get(), buffer.data(), buffer.size());
    if (size <= 0) return size == 0;
    content.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return false;
}

std::vector<std::string> ListFiles(DIR* folder) {
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_type != DT_REG || std::ranges::find(kForeign, std::string_view(entry->d_name)) != kForeign.end()) {
      continue;
    }
    names.emplace_back(entry->d_name);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::string ReadNetworkState() {
  const std::unique_ptr<DIR, CloseFolder> folder(opendir(kFolder));
  if (!folder) return {};
  const std::vector<std::string> names = ListFiles(folder.get());
  if (names.empty() || names.size() > kFilesMax) return {};
  std::string state;
  std::string content;
  for (const std::string& name : names) {
    if (!ReadFile(dirfd(folder.get()), name.c_str(), content)) return {};
    AppendFile(state, name, content);
    if (state.size() > kStateBytesMax) return {};
  }
  return state;
}

}  // namespace code_runner::agent
