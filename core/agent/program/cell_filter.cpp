#include "agent/program/cell_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace code_runner::agent {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the filter is not written for this architecture"
#endif

static_assert(std::endian::native == std::endian::little);  // the flags are the first half of their argument

constexpr std::uint32_t kOtherAbiBit = 0x40000000;  // x32; no native system call has a number with it
constexpr std::uint32_t kNamespaceFlags =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;

constexpr sock_filter Load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
constexpr sock_filter Return(std::uint32_t action) {
  return BPF_STMT(BPF_RET | BPF_K, action);
}
// Goes on with the next instruction when `test` holds, else skips it.
constexpr sock_filter When(std::uint16_t test, std::uint32_t value) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), value, 0, 1);
}
// Skips the next instruction when `test` holds.
constexpr sock_filter Unless(std::uint16_t test, std::uint32_t value) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), value, 1, 0);
}

constexpr auto kProgram = std::to_array<sock_filter>({
    Load(offsetof(seccomp_data, arch)),
    Unless(BPF_JEQ, kArchitecture),
    Return(SECCOMP_RET_KILL_PROCESS),
    Load(offsetof(seccomp_data, nr)),
    When(BPF_JGE, kOtherAbiBit),
    Return(SECCOMP_RET_KILL_PROCESS),
    When(BPF_JEQ, SYS_mount),
    Return(kRefuse),
    Unless(BPF_JEQ, SYS_clone),
    Return(SECCOMP_RET_ALLOW),
    Load(offsetof(seccomp_data, args)),
    When(BPF_JSET, kNamespaceFlags),
    Return(kRefuse),
    Return(SECCOMP_RET_ALLOW),
});

}  // namespace

bool InstallCellFilter() {
  auto instructions = kProgram;
  const sock_fprog program{.len = static_cast<unsigned short>(instructions.size()), .filter = instructions.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace code_runner::agent
