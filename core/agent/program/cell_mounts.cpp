#include "agent/program/cell_mounts.h"

#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <span>
#include <string_view>

namespace code_runner::agent {
namespace {

constexpr unsigned long kProcFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

// Docker's lists, of all versions together.
constexpr const char* kMaskedPaths[] = {"/proc/acpi",
                                        "/proc/asound",
                                        "/proc/interrupts",
                                        "/proc/kcore",
                                        "/proc/keys",
                                        "/proc/latency_stats",
                                        "/proc/sched_debug",
                                        "/proc/scsi",
                                        "/proc/timer_list",
                                        "/proc/timer_stats",
                                        "/sys/devices/virtual/powercap",
                                        "/sys/firmware"};
constexpr const char* kFrozenProcPaths[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"};

bool Exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

std::vector<std::string> FindExisting(std::span<const char* const> paths) {
  std::vector<std::string> found;
  std::ranges::copy_if(paths, std::back_inserter(found), Exists);
  return found;
}

std::vector<std::string> FindMaskedPaths() {
  std::vector<std::string> found = FindExisting(kMaskedPaths);
  for (int cpu = 0;; ++cpu) {
    const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu);
    if (!Exists(folder)) return found;
    if (Exists(folder + "/thermal_throttle")) found.push_back(folder + "/thermal_throttle");
  }
}

// The options of a tmpfs that a user namespace can set; others are about what the kernel does, not what a program sees.
bool IsKept(std::string_view option) {
  constexpr std::string_view kKept[] = {"size=", "nr_inodes=", "mode=", "uid=", "gid="};
  return std::ranges::any_of(kKept, [option](std::string_view name) { return option.starts_with(name); });
}

std::string TmpfsOptions(std::string_view shown) {
  std::string options;
  while (!shown.empty()) {
    const std::string_view option = shown.substr(0, shown.find(','));
    if (IsKept(option)) options.append(options.empty() ? "" : ",").append(option);
    shown.remove_prefix(std::min(shown.size(), option.size() + 1));
  }
  return options;
}

bool IsBelow(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool MountFresh(const MountPoint& point) {
  return mount(point.type.c_str(), point.path.c_str(), point.type.c_str(), point.flags, point.options.c_str()) == 0;
}

bool MakeReadOnly(const std::string& path, unsigned long flags) {
  return mount(nullptr, path.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | flags, nullptr) == 0;
}

bool Mask(const std::string& path) {
  if (mount("/dev/null", path.c_str(), nullptr, MS_BIND, nullptr) == 0) return true;
  return errno == ENOTDIR && mount("tmpfs", path.c_str(), "tmpfs", MS_RDONLY | kProcFlags, "mode=755") == 0;
}

bool FreezePath(const std::string& path) {
  return mount(path.c_str(), path.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0 && MakeReadOnly(path, kProcFlags);
}

bool FreezeMount(const MountPoint& point) {
  return MakeReadOnly(point.path, point.flags);
}

}  // namespace

std::optional<CellMounts> CellMounts::For(const std::vector<MountPoint>& container) {
  CellMounts mounts;
  mounts.masked_paths_ = FindMaskedPaths();
  mounts.frozen_paths_ = FindExisting(kFrozenProcPaths);
  for (const MountPoint& point : container) {
    const bool is_system = IsBelow(point.path, "/proc") || IsBelow(point.path, "/sys");
    if (point.path == "/dev/pts") {
      mounts.fresh_.push_back({point.path, point.flags, "devpts", "newinstance,ptmxmode=0666,mode=0620"});
    } else if (point.path == "/dev/mqueue") {
      mounts.fresh_.push_back({point.path, point.flags, "mqueue", ""});
    } else if ((point.flags & MS_RDONLY) != 0 || point.path == "/proc") {
      continue;
    } else if (point.path == "/dev" || is_system) {
      mounts.frozen_.push_back(point);
    } else if (point.type == "tmpfs") {
      mounts.fresh_.push_back({point.path, point.flags, "tmpfs", TmpfsOptions(point.options)});
    } else {
      return std::nullopt;
    }
  }
  return mounts;
}

// /dev comes first: what is bound from there is read-only as well then.
bool CellMounts::Mount() const {
  return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 && std::ranges::all_of(frozen_, FreezeMount) &&
         mount("proc", "/proc", "proc", kProcFlags, nullptr) == 0 && std::ranges::all_of(frozen_paths_, FreezePath) &&
         std::ranges::all_of(masked_paths_, Mask) && std::ranges::all_of(fresh_, MountFresh);
}

}  // namespace code_runner::agent
