#include "agent/program/cell.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "agent/program/cell_filter.h"
#include "agent/program/mount_table.h"
#include "agent/program/user.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {
namespace {

constexpr unsigned kCellRootId = 1002;  // outside; user and group
constexpr unsigned long kNamespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;

bool WriteMap(pid_t pid, const char* name, unsigned id) {
  const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
  const std::string program = std::to_string(id);
  const std::string map = "0 " + std::to_string(kCellRootId) + " 1\n" + program + " " + program + " 1\n";
  const FileDescriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && write(file.Get(), map.data(), map.size()) == static_cast<ssize_t>(map.size());
}

bool BecomeRoot() {
  return setresgid(0, 0, 0) == 0 && setgroups(0, nullptr) == 0 && setresuid(0, 0, 0) == 0 &&
         prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

bool KeepCapabilitiesOfAgent() {
  constexpr std::uint32_t kKept = 1U << CAP_SETUID | 1U << CAP_SETGID | 1U << CAP_SETPCAP | 1U << CAP_KILL;
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {
      {.effective = kKept, .permitted = kKept, .inheritable = 0}, {}};
  return syscall(SYS_capset, &header, kept) == 0;
}

}  // namespace

CellPlan::CellPlan(CellMounts mounts, std::optional<CellNetwork> network)
    : mounts_(std::move(mounts)), network_(std::move(network)) {}

std::optional<CellPlan> CellPlan::Make(Network network) {
  const std::optional<std::vector<MountPoint>> container = ReadMountTable();
  std::optional<CellMounts> mounts = container ? CellMounts::For(*container) : std::nullopt;
  if (!mounts) return std::nullopt;
  std::optional<CellNetwork> own_network;
  if (network == Network::kOwn) own_network = CellNetwork::Read();
  return CellPlan(*std::move(mounts), std::move(own_network));
}

pid_t CellPlan::Fork() const {
  const unsigned long flags = kNamespaces | (network_ ? CLONE_NEWNET : 0) | SIGCHLD;
  return static_cast<pid_t>(syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr));
}

bool CellPlan::MapUsers(pid_t pid) {
  return WriteMap(pid, "uid_map", kUserId) && WriteMap(pid, "gid_map", kGroupId);
}

bool CellPlan::Enter() const {
  return BecomeRoot() && (!network_ || network_->Configure()) && mounts_.Mount() && KeepCapabilitiesOfAgent() &&
         InstallCellFilter();
}

}  // namespace code_runner::agent
