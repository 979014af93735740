// What the image's gobuild makes cannot be told from what the go command makes.
#include <string>

#include "service/service_test.h"

namespace code_runner::testing {
namespace {

struct GoProgram {
  std::string name;
  std::string code;
  std::map<std::string, std::string> files = {};
};

const std::vector<GoProgram> kPrograms = {
    {"Panics", R"(package main

import "fmt"

func f(list []int) int { return list[len(list)] }

func main() { fmt.Println(f([]int{1})) }
)"},
    {"KnowsWhereItIs", R"(package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
)

func main() {
	_, file, line, ok := runtime.Caller(0)
	info, has := debug.ReadBuildInfo()
	fmt.Println(file, line, ok, runtime.Version(), has)
	fmt.Println(info)
	fmt.Println(filepath.Base(os.Args[0]))
}
)"},
    {"Embeds",
     R"(package main

import (
	_ "embed"
	"fmt"
)

//go:embed note.txt
var note string

func main() { fmt.Println(note) }
)",
     {{"note.txt", "embedded"}}},
    {"HasFilesOfOtherSystems",
     R"(package main

import "fmt"

func main() { fmt.Println(system()) }
)",
     {{"system_linux.go", "package main\n\nfunc system() string { return \"linux\" }\n"},
      {"system_windows.go", "package main\n\nfunc system() string { return \"windows\" }\n"},
      {"ignored.go", "//go:build ignore\n\npackage main\n\nfunc system() string { return \"ignored\" }\n"},
      {"main_test.go", "package main\n\nfunc system() string { return \"test\" }\n"}}},
    {"ImportsItsOwnFolder",
     R"(package main

import (
	"fmt"
	"main/internal/words"
)

func main() { fmt.Println(words.Hello) }
)",
     {{"internal/words/words.go", "package words\n\nconst Hello = \"hello\"\n"}}},
    {"ImportsInternalsOfTheLibrary", "package main\n\nimport _ \"internal/abi\"\n\nfunc main() {}\n"},
    {"ImportsWhatThereIsNot", "package main\n\nimport _ \"example.com/nothing\"\n\nfunc main() {}\n"},
    {"HasADirective", R"(//go:debug panicnil=1
package main

import "fmt"

func main() {
	defer func() { fmt.Println(recover()) }()
	panic(nil)
}
)"},
    {"UsesNewSyntax", R"(package main

import "fmt"

func main() {
	for i := range 3 {
		defer func() { fmt.Println(i) }()
	}
}
)"},
    {"HasNoMain", "package main\n\nfunc other() {}\n"},
    {"IsMisspelt", "package main\n\nfunc main() { fmt.Println(1) }\n"},
    {"IsNotGo", "this is not Go\n"},
    {"HasTwoMains", "package main\n\nfunc main() {}\n", {{"again.go", "package main\n\nfunc main() {}\n"}}},
    {"NamesAFunctionWithoutBody", "package main\n\nfunc f()\n\nfunc main() { f() }\n"},
    {"LinksANameOfTheRuntime",
     "package main\n\nimport _ \"unsafe\"\n\n//go:linkname now time.now\nfunc now() (int64, int32, int64)\n\n"
     "func main() { now() }\n"},
};

constexpr const char* kGoBuild = "go build -ldflags='-s -w' -o .build/main . && exec .build/main\n";

class GobuildTest : public ServiceTest {
 protected:
  static void SetUpTestSuite() {
    if (!WhyNoDocker().empty()) return;
    service = new Service({{"RUNTIMES", "go"}, {"WARM_POOL", "none"}, {"DEFAULT_ALLOW_NETWORK", "false"}});
    ASSERT_TRUE(service->WaitUntilReady()) << service->LogText();
  }
  static void TearDownTestSuite() {
    delete service;
    service = nullptr;
  }

  static inline Service* service = nullptr;
};

class GobuildProgramTest : public GobuildTest, public ::testing::WithParamInterface<GoProgram> {};

TEST_P(GobuildProgramTest, MakesWhatTheGoCommandMakes) {
  RunRequest request{.image = "go", .code = GetParam().code, .files = GetParam().files, .timeout = 60};
  request.files["build.sh"] = kGoBuild;
  const RunAnswer ours = Run(*service, request);
  request.entrypoint = "sh build.sh";
  const RunAnswer reference = Run(*service, request);
  const auto compile = ours.json->getObject("compile");
  ASSERT_TRUE(compile) << ::testing::PrintToString(ours);
  const bool built = compile->getValue<int>("exit_code") == 0;
  EXPECT_EQ(built ? ours.out : "", reference.out);
  EXPECT_EQ(built ? ours.err : compile->getValue<std::string>("stderr"), reference.err);
  EXPECT_EQ(ours.exit_code, reference.exit_code);
}

TEST_F(GobuildTest, SaysWhatIsNoProgram) {
  const RunRequest request{.image = "go", .code = "package other\n\nfunc main() {}\n", .timeout = 60};
  const RunAnswer answer = Run(*service, request);
  EXPECT_EQ(answer.status, "compile_failed");
  EXPECT_THAT(answer.json->getObject("compile")->getValue<std::string>("stderr"),
              ::testing::HasSubstr("is not a main package"));
}

INSTANTIATE_TEST_SUITE_P(Programs, GobuildProgramTest, ::testing::ValuesIn(kPrograms),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace code_runner::testing
