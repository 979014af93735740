// What a program of every runtime can rely on, and what it cannot do.
#include <Poco/JSON/Array.h>
#include <arpa/inet.h>

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>

#include "service/programs.h"
#include "service/shared_service.h"

namespace code_runner::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kSourceBytesMax = 1 << 20;      // default of MAX_CODE_SIZE_BYTES
constexpr std::size_t kOutputBytesMax = 8 << 20;      // default of MAX_OUTPUT_BYTES
constexpr std::size_t kFloodBytes = 50 << 20;         // what the programs named "flood" print
constexpr std::chrono::seconds kAtOnce{5};            // for what would otherwise take 1000 seconds
constexpr std::chrono::seconds kTimeoutGrace{1};      // promised by the contract
constexpr const char* kOutsideAddress = "192.0.2.1";  // reserved for documentation (RFC 5737)

struct Language {
  std::string id;
  std::string main_file;
  std::string comment;  // begins one that ends with the line
  int uncaught_exit_code;
  std::string uncaught_text;  // on standard error
  std::string sdk_metadata;   // what the program "sdk_metadata" leaves behind

  std::string Extension() const { return std::filesystem::path(main_file).extension(); }
};

constexpr const char* kScriptMetadata = R"({"text": "é\u2028\"", "list": [1, 2.5, null, true], "nested": {"": {}}})";

const Language kLanguages[] = {
    {"python", "main.py", "#", 1, "ValueError: something broke", kScriptMetadata},
    {"node", "main.js", "//", 1, "Error: something broke", kScriptMetadata},
    {"deno", "main.ts", "//", 1, "Error: something broke", kScriptMetadata},
    {"bun", "main.ts", "//", 1, "error: something broke", kScriptMetadata},
    {"go", "main.go", "//", 2, "panic: something broke", R"({"Status": "second ü", "Count": 2})"},
    {"rust", "src/main.rs", "//", 101, "something broke", "[1, 2]"},
};

void PrintTo(const Language& language, std::ostream* stream) {
  *stream << language.id;
}

std::string NameOf(const ::testing::TestParamInfo<Language>& info) {
  return info.param.id;
}

// The rest of the line of a table such as /proc/net/route or /proc/self/status that begins with `name`; empty if none.
std::string LineOf(const std::string& table, const std::string& name) {
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(name)) return line.substr(name.size());
  }
  return "";
}

// The default gateway in /proc/net/route, where addresses are hexadecimal numbers in the order of the host.
std::string DefaultGateway(const std::string& routes) {
  std::istringstream default_route(LineOf(routes, "eth0\t00000000\t"));
  in_addr gateway{};
  default_route >> std::hex >> gateway.s_addr;
  std::string text(INET_ADDRSTRLEN, '\0');
  ::inet_ntop(AF_INET, &gateway, text.data(), INET_ADDRSTRLEN);
  return text.c_str();
}

auto IsUnreachable() {
  return AnyOf(HasSubstr("ENETUNREACH"), ContainsRegex("[Nn]etwork is unreachable"));
}

auto IsFull() {
  return AnyOf(HasSubstr("ENOSPC"), ContainsRegex("[Nn]o space left on device"));
}

auto IsReadOnly() {
  return AnyOf(HasSubstr("EROFS"), ContainsRegex("[Rr]ead-only file system"));
}

class RuntimesTest : public SharedServiceTest, public ::testing::WithParamInterface<Language> {
 protected:
  void SetUp() override {
    SharedServiceTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(TheService().WaitUntilReady(GetParam().id)) << TheService().LogText();
  }

  // A request that has the program `name` of tests/service/programs/<runtime> run.
  static RunRequest Program(const std::string& name) { return ProgramIn(PROGRAMS_DIR, name); }
  static RunRequest SdkProgram(const std::string& name) { return ProgramIn(SDK_PROGRAMS_DIR, name); }
  // The same with a program of several files, which is a folder.
  static RunRequest FolderProgram(const std::string& name) {
    RunRequest request{.image = GetParam().id};
    request.files = ReadFolder(std::filesystem::path(PROGRAMS_DIR) / GetParam().id / name);
    request.code = request.files.extract(GetParam().main_file).mapped();
    return request;
  }
  static RunRequest Entrypoint(const std::string& command) { return {.image = GetParam().id, .entrypoint = command}; }
  // What the program reads in a file of the sandbox.
  static std::string FileInSandbox(const std::string& path, bool network = true) {
    RunRequest request = Program("print_file");
    request.args = {path};
    request.allow_network = network;
    const RunAnswer answer = Run(request);
    EXPECT_THAT(answer, Exits(0));
    return answer.out;
  }
  static RunRequest Connection(const std::string& address, bool network) {
    RunRequest request = Program("connect");
    request.args = {address, "1"};
    request.allow_network = network;
    return request;
  }
  static RunRequest Writing(const std::string& path, int mebibytes) {
    RunRequest request = Program("write_file");
    request.args = {path, std::to_string(mebibytes)};
    return request;
  }
  static RunRequest SourceOfSize(std::size_t bytes) {
    RunRequest request = Program("unicode");
    request.code += GetParam().comment;
    request.code.append(bytes - request.code.size(), 'x');
    return request;
  }
  static void ExpectHealthy() { EXPECT_THAT(Run(Program("unicode")), Exits(0)); }

 private:
  static RunRequest ProgramIn(const std::filesystem::path& folder, const std::string& name) {
    return {.image = GetParam().id, .code = ReadFile(folder / GetParam().id / (name + GetParam().Extension()))};
  }
};

INSTANTIATE_TEST_SUITE_P(, RuntimesTest, ::testing::ValuesIn(kLanguages), NameOf);

// What /runtimes says of an image.
Poco::JSON::Object::Ptr Description(const Service& service, const std::string& image) {
  const Poco::JSON::Array::Ptr images = service.Get("/runtimes").Json()->getArray("images");
  for (unsigned i = 0; i < images->size(); ++i) {
    if (images->getObject(i)->getValue<std::string>("id") == image) return images->getObject(i);
  }
  ADD_FAILURE() << "no image " << image;
  return new Poco::JSON::Object;
}

TEST_P(RuntimesTest, RunsItsExample) {
  const Poco::JSON::Object::Ptr description = Description(TheService(), "code-runner-" + GetParam().id);
  const RunAnswer answer = Run({.image = GetParam().id, .code = description->optValue<std::string>("example", "")});
  EXPECT_THAT(answer, AllOf(Exits(0), Prints(description->optValue<std::string>("example_output", "")), Complains("")));
  EXPECT_THAT(answer.out, HasSubstr("Hello"));
  EXPECT_FALSE(answer.json->has("metadata"));
}

TEST_P(RuntimesTest, TellsWhatARunTook) {
  const RunAnswer answer = Run(Program("unicode"));
  ASSERT_THAT(answer, Exits(0));
  EXPECT_THAT(Member(answer, "start"), AnyOf("\"warm\"", "\"cold\"", "\"prestarted\"", "\"reused\""));
  const Poco::JSON::Object::Ptr usage = answer.json->getObject("usage");
  const auto wall_time = usage->getValue<double>("wall_time");
  EXPECT_GT(wall_time, 0);
  EXPECT_GT(usage->getValue<double>("cpu_time"), 0);
  EXPECT_GT(usage->getValue<std::uint64_t>("peak_memory_bytes"), 1U << 20);
  EXPECT_GE(answer.json->getValue<double>("execution_time"), wall_time);
  EXPECT_LE(answer.json->getValue<double>("execution_time"), answer.waited.count());
}

TEST_P(RuntimesTest, ImportsAModuleOfTheCaller) {
  EXPECT_THAT(Run(FolderProgram("modules")), AllOf(Exits(0), Prints("area 9\n")));
}

TEST_P(RuntimesTest, ReturnsMetadataThatTheSdkSets) {
  const RunAnswer answer = Run(SdkProgram("sdk_metadata"));
  EXPECT_THAT(answer, AllOf(Exits(0), Prints("ok\n")));
  EXPECT_EQ(Member(answer, "metadata"), NormalJson(GetParam().sdk_metadata));
}

TEST_P(RuntimesTest, LoadsAndSavesFilesThroughTheSdk) {
  EXPECT_THAT(Run(SdkProgram("sdk_webdav")), AllOf(Exits(0), Prints("ok\n")));
}

TEST_P(RuntimesTest, LeavesOutMetadataThatIsNotJson) {
  const RunAnswer answer = Run(Program("malformed_metadata"));
  EXPECT_THAT(answer, AllOf(Exits(0), Prints("written\n")));
  EXPECT_FALSE(answer.json->has("metadata"));
}

TEST_P(RuntimesTest, PassesEnvironmentArgumentsAndInput) {
  RunRequest request = Program("inputs");
  request.environment = {{"GREETING", "grüß dich, $HOME"}};
  request.args = {"a b", "$(id) 'quoted'", "😀", ""};
  request.stdin_text = "first line\nzweite 😀";
  EXPECT_THAT(Run(request), AllOf(Exits(0), Prints("environment: grüß dich, $HOME\n"
                                                   "arguments: a b|$(id) 'quoted'|😀|\n"
                                                   "input: first line\nzweite 😀\n")));
}

TEST_P(RuntimesTest, HasEmptyInputUnlessGiven) {
  EXPECT_THAT(Run(Program("inputs")), AllOf(Exits(0), Prints(HasSubstr("input: \n"))));
}

TEST_P(RuntimesTest, ReturnsExitCodes) {
  RunRequest request = Program("exit_code");
  for (const int code : {0, 3, 255}) {
    request.args = {std::to_string(code)};
    EXPECT_THAT(Run(request), Exits(code));
  }
}

TEST_P(RuntimesTest, ReportsWhatIsNotCaught) {
  EXPECT_THAT(Run(Program("uncaught")),
              AllOf(Exits(GetParam().uncaught_exit_code), Complains(HasSubstr(GetParam().uncaught_text))));
}

TEST_P(RuntimesTest, ReportsSignals) {
  const RunAnswer killed = Run(Program("kill_self"));
  EXPECT_THAT(killed, EndsAs("signaled", 128 + 9));
  EXPECT_EQ(Member(killed, "signal"), "9");
  const RunAnswer crashed = Run(Entrypoint("kill -SEGV $$"));
  EXPECT_THAT(crashed, EndsAs("signaled", 128 + 11));
  EXPECT_EQ(Member(crashed, "signal"), "11");
}

TEST_P(RuntimesTest, RunsAnEntrypointWithCodeAndFilesInPlace) {
  RunRequest request = Program("unicode");
  request.entrypoint = "cat " + GetParam().main_file + " 'data/a note.txt'";
  request.files = {{"data/a note.txt", "remember"}};
  EXPECT_THAT(Run(request), AllOf(Exits(0), Prints(request.code + "remember")));
}

TEST_P(RuntimesTest, RunsAnEntrypointWithoutCode) {
  EXPECT_THAT(Run(Entrypoint("echo one; echo two >&2; exit 7")), AllOf(Exits(7), Prints("one\n"), Complains("two\n")));
}

TEST_P(RuntimesTest, StopsAtTheTimeoutWhatIgnoresSignals) {
  RunRequest request = Program("ignore_sigterm");
  request.timeout = 5;
  const RunAnswer answer = Run(request);
  EXPECT_THAT(answer, AllOf(EndsAs("timed_out", -1), Prints("started\n")));
  EXPECT_LT(answer.waited, 5s + kTimeoutGrace) << ::testing::PrintToString(answer);
}

TEST_P(RuntimesTest, EndsARunThatIsOutOfMemory) {
  RunRequest request = Program("memory_hog");
  request.mem_limit = "200m";
  EXPECT_THAT(Run(request), EndsAs("out_of_memory", 137));
  ExpectHealthy();
}

TEST_P(RuntimesTest, LimitsTheWorkFolder) {
  RunRequest request = Writing("large", 40);
  request.disk_limit = "32m";
  EXPECT_THAT(Run(request), AllOf(Exits(0), Prints(IsFull())));
  EXPECT_THAT(Run(Writing("large", 40)), AllOf(Exits(0), Prints("written\n")));
}

TEST_P(RuntimesTest, ReachesTheNetworkWhenAllowed) {
  const std::string gateway = DefaultGateway(FileInSandbox("/proc/net/route"));
  EXPECT_THAT(Run(Connection(gateway, true)), AllOf(Exits(0), Prints(Not(IsUnreachable()))));
}

TEST_P(RuntimesTest, HasOnlyALoopbackWithoutNetwork) {
  const std::string devices = FileInSandbox("/proc/net/dev", false);
  EXPECT_THAT(devices, AllOf(HasSubstr(" lo:"), Not(HasSubstr("eth"))));
  EXPECT_THAT(Run(Connection(kOutsideAddress, false)), AllOf(Exits(0), Prints(IsUnreachable())));
}

TEST_P(RuntimesTest, CannotWriteToTheRoot) {
  for (const std::string path : {"/etc/new", "/usr/new", "/new"}) {
    EXPECT_THAT(Run(Writing(path, 1)), AllOf(Exits(0), Prints(IsReadOnly())));
  }
}

TEST_P(RuntimesTest, HasNoPrivileges) {
  const std::string status = FileInSandbox("/proc/self/status");
  EXPECT_EQ(LineOf(status, "Uid:"), "\t1001\t1001\t1001\t1001");
  EXPECT_EQ(LineOf(status, "Gid:"), "\t1001\t1001\t1001\t1001");
  for (const char* set : {"CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"}) {
    EXPECT_EQ(LineOf(status, set), "\t0000000000000000") << set;
  }
  EXPECT_EQ(LineOf(status, "NoNewPrivs:"), "\t1");
  EXPECT_EQ(LineOf(status, "Seccomp:"), "\t2");
}

TEST_P(RuntimesTest, PrintsUnicode) {
  EXPECT_THAT(Run(Program("unicode")), AllOf(Exits(0), Prints("Grüße, 世界 😀\n")));
}

TEST_P(RuntimesTest, ReplacesWhatIsNotUtf8) {
  EXPECT_THAT(Run(Program("not_utf8")), AllOf(Exits(0), Prints("a\uFFFDb\uFFFD(")));
}

TEST_P(RuntimesTest, RunsTheLargestSource) {
  EXPECT_THAT(Run(SourceOfSize(kSourceBytesMax)), AllOf(Exits(0), Prints("Grüße, 世界 😀\n")));
  EXPECT_EQ(Run(SourceOfSize(kSourceBytesMax + 1)).http_status, 413);
}

TEST_P(RuntimesTest, CutsAndCountsAFlood) {
  const RunAnswer answer = Run(Program("flood"));
  EXPECT_THAT(answer, Exits(0));
  EXPECT_EQ(answer.out.size(), kOutputBytesMax);
  EXPECT_EQ(Member(answer, "stdout_truncated"), "true");
  EXPECT_EQ(Member(answer, "stdout_bytes"), std::to_string(kFloodBytes));
  EXPECT_EQ(Member(answer, "stderr_truncated"), "false");
}

TEST_P(RuntimesTest, DoesNotWaitForChildrenLeftBehind) {
  const RunAnswer answer = Run(Entrypoint("sleep 1000 & echo left"));
  EXPECT_THAT(answer, AllOf(Exits(0), Prints("left\n")));
  EXPECT_LT(answer.waited, kAtOnce);
}

TEST_P(RuntimesTest, OutlivesAForkBomb) {
  RunRequest request = Entrypoint("bomb() { bomb | bomb & }; bomb; sleep 1000");
  request.timeout = 3;
  const RunAnswer answer = Run(request);
  EXPECT_THAT(answer.status, AnyOf("exited", "timed_out"));
  EXPECT_LT(answer.waited, 3s + kTimeoutGrace) << ::testing::PrintToString(answer);
  ExpectHealthy();
}

class ScriptsTest : public RuntimesTest {};
INSTANTIATE_TEST_SUITE_P(, ScriptsTest, ::testing::Values(kLanguages[0], kLanguages[1]), NameOf);

TEST_P(ScriptsTest, DoNotWaitForChildrenOfTheirs) {
  const RunAnswer answer = Run(Program("leave_child"));
  EXPECT_THAT(answer, AllOf(Exits(0), Prints("left\n")));
  EXPECT_LT(answer.waited, kAtOnce);
}

class CompilersTest : public RuntimesTest {};
INSTANTIATE_TEST_SUITE_P(, CompilersTest, ::testing::Values(kLanguages[4], kLanguages[5]), NameOf);

TEST_P(CompilersTest, TellHowCompilingWent) {
  RunRequest request = Program("unicode");
  request.code += "\n// not compiled by another test\n";
  const RunAnswer answer = Run(request);
  ASSERT_THAT(answer, Exits(0));
  const Poco::JSON::Object::Ptr compile = answer.json->getObject("compile");
  ASSERT_TRUE(compile);
  EXPECT_EQ(compile->getValue<int>("exit_code"), 0);
  EXPECT_GT(compile->getValue<double>("time"), 0);
  EXPECT_FALSE(compile->getValue<bool>("cached"));
  EXPECT_EQ(compile->getValue<std::string>("stdout"), "");
  EXPECT_EQ(compile->getValue<std::string>("stderr"), "");
}

TEST_P(CompilersTest, ReportErrorsInTheSource) {
  const RunAnswer answer = Run(Program("compile_error"));
  EXPECT_THAT(answer, AllOf(EndsAs("compile_failed", 1), Prints(""), Complains(HasSubstr(GetParam().main_file)),
                            Complains(ContainsRegex("undefined(_f|F)unction"))));
  const Poco::JSON::Object::Ptr compile = answer.json->getObject("compile");
  ASSERT_TRUE(compile);
  EXPECT_EQ(compile->getValue<int>("exit_code"), 1);
  EXPECT_EQ(compile->getValue<std::string>("stderr"), answer.err);
}

class GoTest : public CompilersTest {};
INSTANTIATE_TEST_SUITE_P(, GoTest, ::testing::Values(kLanguages[4]), NameOf);

TEST_P(GoTest, BuildsAModuleOfTheCaller) {
  EXPECT_THAT(Run(FolderProgram("own_module")), AllOf(Exits(0), Prints("total 5\n")));
}

class RustTest : public CompilersTest {};
INSTANTIATE_TEST_SUITE_P(, RustTest, ::testing::Values(kLanguages[5]), NameOf);

TEST_P(RustTest, BuildsAPackageOfTheCaller) {
  EXPECT_THAT(Run(FolderProgram("own_package")), AllOf(Exits(0), Prints("shop {\"total\":5}\n")));
}

TEST_P(RustTest, HasSerde) {
  EXPECT_THAT(Run(Program("serde")), AllOf(Exits(0), Prints("{\"x\":3,\"label\":\"three\"}\n")));
}

}  // namespace
}  // namespace code_runner::testing
