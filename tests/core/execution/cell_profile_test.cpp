#include "execution/cell_profile.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace code_runner::execution {
namespace {

using ::testing::Contains;
using ::testing::Not;

Poco::JSON::Object::Ptr Profile() {
  Poco::JSON::Parser parser;
  return parser.parse(CellProfile()).extract<Poco::JSON::Object::Ptr>();
}

// The system calls of all rules with this action.
std::multiset<std::string> CallsWith(const std::string& action) {
  std::multiset<std::string> calls;
  const auto rules = Profile()->getArray("syscalls");
  for (unsigned i = 0; i < rules->size(); ++i) {
    const auto rule = rules->getObject(i);
    if (rule->getValue<std::string>("action") != action) continue;
    for (const auto& name : *rule->getArray("names")) calls.insert(name.convert<std::string>());
  }
  return calls;
}

TEST(CellProfile, RefusesWhatItDoesNotName) {
  EXPECT_EQ(Profile()->getValue<std::string>("defaultAction"), "SCMP_ACT_ERRNO");
  EXPECT_EQ(CallsWith("SCMP_ACT_ERRNO"), std::multiset<std::string>{"clone3"});
}

TEST(CellProfile, AllowsEachCallOnce) {
  std::multiset<std::string> calls = CallsWith("SCMP_ACT_ALLOW");
  calls.erase("personality");  // a rule a value
  EXPECT_EQ(std::set<std::string>(calls.begin(), calls.end()).size(), calls.size());
  for (const char* call : {"read", "execve", "clone", "mount", "prctl", "socket", "seccomp", "arch_prctl"}) {
    EXPECT_THAT(calls, Contains(call));
  }
}

// What a container without capabilities must not do, and the agent needs not: of all that makes namespaces and mounts,
// it has `clone` and `mount`, which InstallCellFilter takes back.
TEST(CellProfile, AllowsNothingElseThatTakesACapability) {
  const std::multiset<std::string> calls = CallsWith("SCMP_ACT_ALLOW");
  for (const char* call : {"unshare",
                           "setns",
                           "umount",
                           "umount2",
                           "pivot_root",
                           "chroot",
                           "open_tree",
                           "move_mount",
                           "fsopen",
                           "fsconfig",
                           "fsmount",
                           "fspick",
                           "mount_setattr",
                           "sethostname",
                           "setdomainname",
                           "keyctl",
                           "add_key",
                           "request_key",
                           "bpf",
                           "perf_event_open",
                           "userfaultfd",
                           "io_uring_setup",
                           "process_vm_readv",
                           "kcmp",
                           "pidfd_getfd",
                           "open_by_handle_at",
                           "init_module",
                           "finit_module",
                           "kexec_load",
                           "reboot",
                           "swapon",
                           "acct",
                           "quotactl",
                           "settimeofday",
                           "clock_settime",
                           "iopl",
                           "ioperm",
                           "syslog",
                           "fanotify_init",
                           "mbind",
                           "vhangup"}) {
    EXPECT_THAT(calls, Not(Contains(call)));
  }
}

}  // namespace
}  // namespace code_runner::execution
