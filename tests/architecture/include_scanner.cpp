#include "architecture/include_scanner.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

namespace code_runner::architecture {
namespace {

using Prefix = std::pair<std::string_view, std::string_view>;  // of a header's path, and its owner

// The first that fits decides.
constexpr std::array kPrefixes = {
    Prefix{"code_runner/", "sdk"},
    Prefix{"code_runner_context.h", "context"},
    Prefix{"base/", "base"},
    Prefix{"model/", "model"},
    Prefix{"metrics/", "metrics"},
    Prefix{"plugin/", "plugin"},
    Prefix{"docker/", "docker"},
    Prefix{"agent/program/", "program"},
    Prefix{"agent/", "agent"},
    Prefix{"image/", "image"},
    Prefix{"execution/", "execution"},
    Prefix{"http/", "http"},
    Prefix{"boost/dll", "Boost.DLL"},
    Prefix{"curl/", "libcurl"},
    Prefix{"archive.h", "libarchive"},
    Prefix{"archive_entry.h", "libarchive"},
    Prefix{"Poco/JSON/", "Poco JSON"},
    Prefix{"Poco/Net/", "Poco Net"},
    Prefix{"Poco/Util/", "Poco Util"},
    Prefix{"Poco/Dynamic/", "Poco Foundation"},
    Prefix{"prometheus/", "prometheus-cpp"},
    Prefix{"sys/", "system"},
    Prefix{"linux/", "system"},
    Prefix{"net/", "system"},
    Prefix{"netinet/", "system"},
    Prefix{"arpa/", "system"},
};

// Of the headers that end in .h and lie in no folder, those of the C standard ...
const std::set<std::string_view> kStandardHeaders = {"assert.h", "ctype.h",  "errno.h",  "inttypes.h", "limits.h",
                                                     "math.h",   "signal.h", "stddef.h", "stdint.h",   "stdio.h",
                                                     "stdlib.h", "string.h", "time.h"};
// ... and those of the system.
const std::set<std::string_view> kSystemHeaders = {
    "dirent.h", "dlfcn.h",   "fcntl.h", "fnmatch.h", "ftw.h",   "glob.h",    "grp.h",     "netdb.h", "malloc.h",
    "poll.h",   "pthread.h", "pwd.h",   "sched.h",   "spawn.h", "strings.h", "termios.h", "unistd.h"};

bool IsSource(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".hpp" || extension == ".c" || extension == ".cpp";
}

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

std::vector<Include> ScanText(const std::filesystem::path& file, std::string_view text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<Include> includes;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (std::smatch match; std::regex_match(line, match, kInclude))
      includes.push_back({file, number, match[2], match[1] == "\""});
  }
  return includes;
}

std::vector<Include> ScanFolder(const std::filesystem::path& root, const std::filesystem::path& folder) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
    if (entry.is_regular_file() && IsSource(entry.path())) files.insert(entry.path());
  }
  std::vector<Include> includes;
  for (const std::filesystem::path& file : files) {
    std::ranges::move(ScanText(file.lexically_relative(root), Read(file)), std::back_inserter(includes));
  }
  return includes;
}

std::string OwnerOf(const Include& include) {
  const std::string_view header = include.header;
  for (const auto& [prefix, owner] : kPrefixes) {
    if (header.starts_with(prefix)) return std::string(owner);
  }
  const bool in_folder = header.find('/') != header.npos;
  if (include.quoted) return in_folder ? "" : "core";
  if (header.starts_with("Poco/")) return header.find('/', 5) == header.npos ? "Poco Foundation" : "";
  if (kStandardHeaders.contains(header)) return "standard";
  if (kSystemHeaders.contains(header)) return "system";
  return in_folder || header.ends_with(".h") ? "" : "standard";
}

}  // namespace code_runner::architecture
