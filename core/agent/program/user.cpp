#include "agent/program/user.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/file_descriptor.h"

namespace code_runner::agent {
namespace {

constexpr mode_t kUmask = 022;

// So that the agent survives to tell. Not possible where /proc is read-only; the run does not depend on it. What is not
// dumpable belongs to the container's root in /proc, who is somebody else than that of a cell.
void PreferForOutOfMemoryKill() {
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  const FileDescriptor file(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (file) {
    [[maybe_unused]] const ssize_t written = write(file.Get(), "1000", 4);
  }
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool DropBoundingSet() {
  for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return false;
  }
  return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0;
}

bool DropCapabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  return syscall(SYS_capset, &header, none) == 0;
}

bool DropUser() {
  return setresgid(kGroupId, kGroupId, kGroupId) == 0 && setresuid(kUserId, kUserId, kUserId) == 0;
}

void ResetSignals() {
  for (int number = 1; number < NSIG; ++number) std::signal(number, SIG_DFL);  // fails for KILL and STOP: as it should
}

// What the agent itself has changed since RestrictChildren().
void UndoOwnSignals() {
  std::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace

bool RestrictChildren() {
  ResetSignals();
  umask(kUmask);
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  return setrlimit(RLIMIT_CORE, &no_core) == 0 && DropBoundingSet() && setgroups(0, nullptr) == 0 &&
         prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool BecomeUser() {
  UndoOwnSignals();
  PreferForOutOfMemoryKill();
  return setsid() >= 0 && DropUser() && DropCapabilities();
}

UserFileAccess::UserFileAccess() {
  setfsgid(kGroupId);
  setfsuid(kUserId);
}

UserFileAccess::~UserFileAccess() {
  setfsuid(0);
  setfsgid(0);
}

}  // namespace code_runner::agent
