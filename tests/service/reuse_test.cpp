// SANDBOX_REUSE: nothing of one run is left for the next, and no program has more power than in a sandbox of its own.
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "service/programs.h"
#include "service/service_test.h"

namespace code_runner::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Lines = std::map<std::string, std::string>;

RunRequest Program(const std::string& name, std::vector<std::string> args = {}, bool network = false) {
  return {.code = ReadFile(std::filesystem::path(PROGRAMS_DIR) / "reuse" / name),
          .args = std::move(args),
          .allow_network = network};
}

// The lines `name = value`.
Lines ParseLines(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t equals = line.find(" = ");
    if (equals != std::string::npos) lines[line.substr(0, equals)] = line.substr(equals + 3);
  }
  return lines;
}

class ReuseTest : public ServiceTest {
 protected:
  static std::unique_ptr<Service> Start(Service::Settings settings) {
    settings.insert({{"RUNTIMES", "python"}, {"WARM_POOL", "none"}});
    auto service = std::make_unique<Service>(settings);
    EXPECT_TRUE(service->WaitUntilReady("python")) << service->LogText();
    return service;
  }
  // The answer of a sandbox that has served before.
  static RunAnswer RunInUsed(const Service& service, const RunRequest& request) {
    RunRequest first{.code = "pass", .allow_network = request.allow_network};
    Run(service, first);
    RunAnswer answer = Run(service, request);
    EXPECT_EQ(StartOf(answer), "reused") << service.LogText();
    return answer;
  }
};

TEST_F(ReuseTest, NothingIsLeftForTheNextRun) {
  const auto service = Start({{"SANDBOX_REUSE", "always"}});
  // That it can be found: in the same run, it is.
  const RunAnswer both = RunInUsed(*service, Program("carry_over.py", {"leave", "find"}));
  EXPECT_THAT(both, Exits(0));
  EXPECT_THAT(both.out, Not(HasSubstr("allowed:")));
  for (const char* found : {"file in /tmp",
                            "file in /metadata",
                            "file in /dev/shm",
                            "System V shared memory",
                            "System V semaphore",
                            "System V message queue",
                            "POSIX message queue",
                            "POSIX semaphore",
                            "port in TIME_WAIT",
                            "sockets in tcp",
                            "sockets in unix",
                            "traffic counters",
                            "process carried",
                            "TCP port",
                            "abstract socket",
                            "file lock",
                            "terminal",
                            "changed builtins",
                            "environment",
                            "module path",
                            "umask",
                            "nice",
                            "current folder",
                            "resource limit",
                            "I/O priority",
                            "locked memory",
                            "personality",
                            "ignored signal",
                            "blocked signal",
                            "timer",
                            "descriptor",
                            "process numbers"}) {
    EXPECT_THAT(both.out, HasSubstr(std::string(found) + "\n"));
  }
  for (int i = 0; i < 3; ++i) {
    const RunAnswer next = Run(*service, Program("carry_over.py", {"find"}));
    EXPECT_EQ(StartOf(next), "reused");
    EXPECT_THAT(next, AllOf(Exits(0), Prints(IsEmpty()), Complains(IsEmpty())));
    EXPECT_EQ(Member(next, "metadata"), "");
  }
}

TEST_F(ReuseTest, MemoryOfFilesIsBackForTheNextRun) {
  const auto service = Start({{"SANDBOX_REUSE", "always"}});
  RunRequest fill{.code = "pass", .entrypoint = "head -c 100000000 /dev/zero > /tmp/big", .allow_network = false};
  fill.mem_limit = "128m";
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Run(*service, fill), Exits(0));
  fill.entrypoint = "true";
  const RunAnswer small = Run(*service, fill);
  EXPECT_EQ(StartOf(small), "reused");
  EXPECT_LT(small.json->getObject("usage")->getValue<std::uint64_t>("peak_memory_bytes"), 50U << 20);
}

// What differs, and is less than in a sandbox of its own or none of a program's business. The numbers of users and the
// owners that they stand for: the system's files belong to somebody whom the cell does not know.
const std::set<std::string> kDifferences = {"Seccomp_filters",  // one more
                                            "uid_map",         "gid_map",           "setgroups",
                                            "owner /",         "owner /etc/passwd", "owner /usr/bin/python3",
                                            "cgroup"};  // the container's name is in it

bool IsStricter(const std::string& name, const std::string& single, const std::string& reused) {
  if (name.starts_with("mount ")) {  // read-only, or with further restrictions, of the same type
    return reused.substr(0, reused.find(' ')) == single.substr(0, single.find(' ')) &&
           (reused.find(" ro") != std::string::npos || reused.size() >= single.size());
  }
  if (name.starts_with("content ")) return reused == "nothing";
  if (name == "other ABI") return reused == "signal 31";
  if (name.starts_with("call ") || name.starts_with("socket ")) return reused == "Operation not permitted";
  return false;
}

class PrivilegesTest : public ReuseTest, public ::testing::WithParamInterface<bool> {};

TEST_P(PrivilegesTest, AreNoMoreThanInASandboxOfItsOwn) {
  const RunRequest program = Program("privileges.py", {}, GetParam());
  Lines single = ParseLines(Run(*Start({}), program).out);
  const Lines reused = ParseLines(RunInUsed(*Start({{"SANDBOX_REUSE", "always"}}), program).out);
  ASSERT_GT(reused.size(), 150U);
  for (const auto& [name, value] : reused) {
    if (kDifferences.contains(name) || value == single[name]) continue;
    if (single[name].empty() && name.starts_with("mount /")) {
      EXPECT_THAT(value, HasSubstr(" ro")) << name;  // something is masked that was not
    } else {
      EXPECT_TRUE(IsStricter(name, single[name], value))
          << name << ": " << single[name] << " in a sandbox of its own, reused: " << value;
    }
  }
  for (const auto& [name, value] : single) EXPECT_TRUE(value.empty() || reused.contains(name)) << name;
}

INSTANTIATE_TEST_SUITE_P(Networks, PrivilegesTest, ::testing::Bool(),
                         [](const auto& row) { return row.param ? "WithNetwork" : "WithoutNetwork"; });

RunAnswer RunWithKey(const Service& service, const std::string& key) {
  RunRequest request{.code = "pass", .allow_network = false};
  std::ostringstream body;
  request.ToJson().stringify(body);
  const HttpAnswer http =
      service.Call("POST", "/run", body.str(), {{"X-API-Key", key}, {"Content-Type", "application/json"}});
  RunAnswer answer;
  answer.http_status = http.status;
  answer.json = http.Json();
  return answer;
}

TEST_F(ReuseTest, SameKeyServesNoOtherKey) {
  const auto service = Start({{"SANDBOX_REUSE", "same-key"}, {"CODE_RUNNER_API_KEYS", "alice,bob"}});
  EXPECT_NE(StartOf(RunWithKey(*service, "alice")), "reused");
  EXPECT_NE(StartOf(RunWithKey(*service, "bob")), "reused");
  EXPECT_EQ(StartOf(RunWithKey(*service, "alice")), "reused");
  EXPECT_EQ(StartOf(RunWithKey(*service, "bob")), "reused");
}

TEST_F(ReuseTest, AlwaysServesEveryKey) {
  const auto service = Start({{"SANDBOX_REUSE", "always"}, {"CODE_RUNNER_API_KEYS", "alice,bob"}});
  EXPECT_NE(StartOf(RunWithKey(*service, "alice")), "reused");
  EXPECT_EQ(StartOf(RunWithKey(*service, "bob")), "reused");
}

TEST_F(ReuseTest, NeverMeansNever) {
  const auto service = Start({});
  const RunRequest request{.code = "pass", .allow_network = false};
  for (int i = 0; i < 3; ++i) EXPECT_NE(StartOf(Run(*service, request)), "reused");
}

TEST_F(ReuseTest, ASandboxInDoubtIsThrownAway) {
  const auto service = Start({{"SANDBOX_REUSE", "always"}});
  RunRequest request{.code = "while True: pass", .timeout = 1, .allow_network = false};
  EXPECT_EQ(Run(*service, request).status, "timed_out");
  EXPECT_NE(StartOf(Run(*service, {.code = "pass", .allow_network = false})), "reused");
  request = {.code = "x = bytearray(1 << 30)", .allow_network = false};
  EXPECT_EQ(Run(*service, request).status, "out_of_memory");
  EXPECT_NE(StartOf(Run(*service, {.code = "pass", .allow_network = false})), "reused");
}

TEST_F(ReuseTest, ASandboxServesABoundedNumberOfRuns) {
  const auto service = Start({{"SANDBOX_REUSE", "always"}, {"SANDBOX_REUSE_MAX_RUNS", "2"}});
  const RunRequest request{.code = "pass", .allow_network = false};
  EXPECT_NE(StartOf(Run(*service, request)), "reused");
  EXPECT_EQ(StartOf(Run(*service, request)), "reused");
  EXPECT_NE(StartOf(Run(*service, request)), "reused");
}

}  // namespace
}  // namespace code_runner::testing
