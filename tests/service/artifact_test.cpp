// The same source is compiled once, and nobody can tell by what the program does.
#include <signal.h>

#include <sstream>

#include "service/service_test.h"
#include "support/temp_dir.h"

namespace code_runner::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kGoProgram = R"(package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	in, _ := io.ReadAll(os.Stdin)
	here, _ := os.Getwd()
	info, _ := os.Stat(os.Args[0])
	source, err := os.ReadFile("data/input.txt")
	entries, _ := filepath.Glob("*")
	fmt.Println(here, os.Args, info.Mode(), string(in), string(source), err, entries, os.Getenv("HOME"))
	os.Exit(7)
}
)";

constexpr const char* kRustProgram = R"(use std::io::Read;

fn unused() {}

fn main() {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let args: Vec<String> = std::env::args().collect();
    println!("{:?} {:?} {}", std::env::current_dir(), args, input);
}
)";

// Breaks the file that it was started from, as far as the system lets it.
constexpr const char* kSelfDestroyer = R"(package main

import (
	"fmt"
	"os"
)

func main() {
	os.Remove(os.Args[0])
	err := os.WriteFile(os.Args[0], []byte("#!/bin/sh\necho poisoned\n"), 0o755)
	fmt.Println("genuine", err)
}
)";

class ArtifactTest : public ServiceTest {
 protected:
  Service::Settings SettingsFor(const std::string& runtime, Service::Settings more = {}) const {
    more.insert({{"RUNTIMES", runtime}, {"WARM_POOL", runtime + "=1"}, {"STATE_DIR", folder_.Path("state")}});
    return more;
  }

  static bool Cached(const RunAnswer& answer) {
    const auto compile = answer.json->getObject("compile");
    EXPECT_TRUE(compile) << ::testing::PrintToString(answer);
    return compile && compile->getValue<bool>("cached");
  }
  static std::string CompilerSaid(const RunAnswer& answer) {
    return answer.json->getObject("compile")->getValue<std::string>("stderr");
  }

  TempDir folder_;
};

TEST_F(ArtifactTest, SameGoSourceIsCompiledOnce) {
  Service service(SettingsFor("go"));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  RunRequest request{.image = "go", .code = kGoProgram};
  request.files = {{"data/input.txt", "from a file"}};
  request.stdin_text = "from standard input";
  request.args = {"an", "arg"};
  const RunAnswer first = Run(service, request);
  EXPECT_THAT(first, AllOf(Exits(7), Prints(HasSubstr("from a file <nil>"))));
  EXPECT_FALSE(Cached(first));
  const RunAnswer second = Run(service, request);
  EXPECT_THAT(second, AllOf(Exits(7), Prints(first.out), Complains(first.err)));
  EXPECT_TRUE(Cached(second));

  RunRequest other_run = request;
  other_run.args = {"another"};
  other_run.stdin_text = "another text";
  other_run.mem_limit = "300m";
  const RunAnswer third = Run(service, other_run);
  EXPECT_TRUE(Cached(third)) << "that is for the run alone";
  EXPECT_THAT(third.out, AllOf(HasSubstr("another]"), HasSubstr("another text")));

  RunRequest other_file = request;
  other_file.files["data/input.txt"] = "changed";
  EXPECT_FALSE(Cached(Run(service, other_file)));
  RunRequest other_environment = request;
  other_environment.environment = {{"GOFLAGS", "-buildvcs=false -trimpath"}};
  EXPECT_FALSE(Cached(Run(service, other_environment)));
  RunRequest other_source = request;
  other_source.code += "\n// changed\n";
  EXPECT_FALSE(Cached(Run(service, other_source)));
}

TEST_F(ArtifactTest, SurvivesARestartAndRepeatsWarnings) {
  const RunRequest request{.image = "rust", .code = kRustProgram};
  std::string out;
  std::string warnings;
  {
    Service service(SettingsFor("rust"));
    ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
    const RunAnswer first = Run(service, request);
    EXPECT_THAT(first, Exits(0));
    EXPECT_FALSE(Cached(first));
    out = first.out;
    warnings = CompilerSaid(first);
    EXPECT_THAT(warnings, HasSubstr("never used"));
    service.Signal(SIGKILL);
    service.WaitForExit(10s);
  }
  Service service(SettingsFor("rust"));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const RunAnswer again = Run(service, request);
  EXPECT_THAT(again, AllOf(Exits(0), Prints(out)));
  EXPECT_TRUE(Cached(again));
  EXPECT_EQ(CompilerSaid(again), warnings);
}

TEST_F(ArtifactTest, FailedCompilationIsNotKept) {
  Service service(SettingsFor("go"));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const RunRequest request{.image = "go", .code = "package main\n\nfunc main() { undefined() }\n"};
  for (int attempt = 0; attempt < 2; ++attempt) {
    const RunAnswer answer = Run(service, request);
    EXPECT_THAT(answer, EndsAs("compile_failed", 1));
    EXPECT_FALSE(Cached(answer));
    EXPECT_THAT(answer.err, HasSubstr("undefined: undefined"));
  }
}

TEST_F(ArtifactTest, ProgramCannotChangeWhatIsKept) {
  Service service(SettingsFor("go"));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const RunRequest request{.image = "go", .code = kSelfDestroyer};
  for (int attempt = 0; attempt < 3; ++attempt) {
    const RunAnswer answer = Run(service, request);
    EXPECT_THAT(answer, AllOf(Exits(0), Prints("genuine <nil>\n")));
    EXPECT_EQ(Cached(answer), attempt > 0);
  }
}

TEST_F(ArtifactTest, IsNotSharedBetweenKeys) {
  Service service(SettingsFor("go", {{"CODE_RUNNER_API_KEYS", "one,two"}, {"AUTH_TOKEN", "token"}}));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  std::ostringstream body;
  RunRequest{.image = "go", .code = kGoProgram}.ToJson().stringify(body);
  const auto cached = [&](const std::string& header, const std::string& value) {
    const HttpAnswer answer = service.Call("POST", "/run", body.str(), {{header, value}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.find("\"cached\":true") != std::string::npos;
  };
  EXPECT_FALSE(cached("X-API-Key", "one"));
  EXPECT_TRUE(cached("X-API-Key", "one"));
  EXPECT_FALSE(cached("X-API-Key", "two"));
  EXPECT_FALSE(cached("Authorization", "Bearer token"));
  EXPECT_TRUE(cached("Authorization", "Bearer one"));
}

TEST_F(ArtifactTest, CanBeTurnedOff) {
  Service service(SettingsFor("go", {{"ARTIFACT_CACHE_BYTES", "0"}}));
  ASSERT_TRUE(service.WaitUntilReady()) << service.LogText();
  const RunRequest request{.image = "go", .code = kGoProgram};
  EXPECT_FALSE(Cached(Run(service, request)));
  EXPECT_FALSE(Cached(Run(service, request)));
}

}  // namespace
}  // namespace code_runner::testing
