#include "execution/cell_profile.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace code_runner::execution {
namespace {

// The system calls that the default profiles of Docker 20.10.24 and 26.1.5 both allow without a capability and whatever
// the arguments, on 64-bit x86 and ARM. Taken from Moby's profiles/seccomp/default.json, Copyright 2013-2024 Docker,
// Inc. and contributors, Apache License 2.0. What only the newer one allows is left out: so no engine's default is
// weaker.
constexpr std::string_view kAllowed =
    "accept accept4 access adjtimex alarm bind brk capget capset chdir chmod chown clock_adjtime clock_adjtime64 "
    "clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 close "
    "close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_ctl_old "
    "epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve execveat exit exit_group "
    "faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_mark fchdir fchmod fchmodat fchown fchownat "
    "fcntl fcntl64 fdatasync fgetxattr flistxattr flock fork fremovexattr fsetxattr fstat fstat64 fstatat64 "
    "fstatfs fstatfs64 fsync ftruncate ftruncate64 futex futex_time64 futex_waitv futimesat get_robust_list "
    "get_thread_area getcpu getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpeername "
    "getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid getrlimit getrusage getsid "
    "getsockname getsockopt gettid gettimeofday getuid getxattr inotify_add_watch inotify_init inotify_init1 "
    "inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit "
    "ioctl ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown "
    "lgetxattr link linkat listen listxattr llistxattr lremovexattr lseek lsetxattr lstat lstat64 madvise "
    "membarrier memfd_create memfd_secret mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap mmap2 "
    "mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend "
    "mq_timedsend_time64 mq_unlink mremap msgctl msgget msgrcv msgsnd msync munlock munlockall munmap nanosleep "
    "newfstatat open openat openat2 pause pidfd_open pidfd_send_signal pipe pipe2 poll ppoll ppoll_time64 prctl "
    "pread64 preadv preadv2 prlimit64 process_mrelease pselect6 pselect6_time64 ptrace pwrite64 pwritev pwritev2 "
    "read readahead readlink readlinkat readv recvfrom recvmmsg recvmmsg_time64 recvmsg remap_file_pages "
    "removexattr rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask "
    "rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo "
    "sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam "
    "sched_getscheduler sched_rr_get_interval sched_rr_get_interval_time64 sched_setaffinity sched_setattr "
    "sched_setparam sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop "
    "semtimedop_time64 sendfile sendfile64 sendmmsg sendmsg sendto set_robust_list set_thread_area "
    "set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority setregid setresgid "
    "setresuid setreuid setrlimit setsid setsockopt setuid setxattr shmat shmctl shmdt shmget shutdown "
    "sigaltstack signalfd signalfd4 socketpair splice stat stat64 statfs statfs64 statx symlink symlinkat sync "
    "sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun timer_gettime "
    "timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 "
    "timerfd_settime timerfd_settime64 times tkill truncate truncate64 umask uname unlink unlinkat utime "
    "utimensat utimensat_time64 utimes vfork vmsplice wait4 waitid write writev";

// What the two allow for some arguments only; `clone` with all flags and `mount` are those of the agent.
constexpr std::string_view kAllowedOfArchitecture = "arch_prctl modify_ldt";
constexpr std::string_view kAllowedForAgent = "clone mount";
constexpr std::array<std::uint32_t, 5> kPersonalities = {0x0, 0x8, 0x20000, 0x20008, 0xffffffff};
constexpr std::uint32_t kVsockFamily = 40;

std::string Quoted(std::string_view names) {
  std::string list = "\"";
  for (const char c : names) {
    if (c == ' ') {
      list += "\",\"";
    } else {
      list += c;
    }
  }
  return list + "\"";
}

std::string Allow(std::string_view names, std::string_view args = "") {
  return R"({"action":"SCMP_ACT_ALLOW","names":[)" + Quoted(names) + R"(],"args":[)" + std::string(args) + "]}";
}

std::string FirstArgument(std::string_view comparison, std::uint32_t value) {
  return R"({"index":0,"op":")" + std::string(comparison) + R"(","value":)" + std::to_string(value) + "}";
}

std::string Make() {
  std::string calls = Allow(kAllowed) + "," + Allow(kAllowedOfArchitecture) + "," + Allow(kAllowedForAgent);
  calls += "," + Allow("socket", FirstArgument("SCMP_CMP_NE", kVsockFamily));
  for (const std::uint32_t value : kPersonalities) {
    calls += "," + Allow("personality", FirstArgument("SCMP_CMP_EQ", value));
  }
  // Whose flags no filter can see; libraries fall back on clone.
  calls += R"(,{"action":"SCMP_ACT_ERRNO","errnoRet":38,"names":["clone3"],"args":[]})";
  return R"({"defaultAction":"SCMP_ACT_ERRNO","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":[]},)"
         R"({"architecture":"SCMP_ARCH_AARCH64","subArchitectures":[]}],"syscalls":[)" +
         calls + "]}";
}

}  // namespace

const std::string& CellProfile() {
  static const std::string kProfile = Make();
  return kProfile;
}

}  // namespace code_runner::execution
