#include "code_runner/plugin.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "code_runner_context.h"

namespace {

using code_runner::Str;
using code_runner::View;

constexpr code_runner_string kAliases[] = {Str("golang")};

struct Go {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "go",
      .aliases = code_runner::List(kAliases),
      .name = "Go",
      .description = "Go with its standard library, compiled in advance.",
      .version = "1.24",
      .file_extension = ".go",
      .main_file = "main.go",
      .default_entrypoint = "go run .",
      .build_context = CODE_RUNNER_CONTEXT,
      .completions_file = "completions.json",
      .work_dir = "/workspace",
      .skeleton_dir = "/usr/share/code-runner/skeleton",
      .hello_code = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"Hello from Go\") }\n",
      .hello_stdout = "Hello from Go\n",
  };

  // Like `go run .`, which leaves out debug information too. A short-lived compiler has no use for garbage collection,
  // until its heap grows.
  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {
        .compile = {.args = NeedsGoCommand(request) ? GoArgs() : GobuildArgs(),
                    .environment = {{"GOGC", "off"}, {"GOMEMLIMIT", "96MiB"}}},
        .artifact = ".build/main",
        .run = {.args = code_runner::Append({"./.build/main"}, request.Args())},
    };
  }

 private:
  // Whether the image's gobuild would not see all that `go build` does: the caller brings variables or files that are
  // meant for the go command.
  static bool NeedsGoCommand(const code_runner::Request& request) {
    const auto is_for_go = [](const code_runner_file& file) {
      const std::string_view path = View(file.path);
      return path == "go.mod" || path == "go.sum" || path == "go.work" || path == "go.work.sum" ||
             path == "default.pgo" || path.starts_with("sdk/") || path.starts_with("vendor/") ||
             path.starts_with(".config/");
    };
    return request.HasVariablePrefix("GO") || request.HasVariablePrefix("CGO_") || request.HasVariablePrefix("HOME") ||
           request.HasVariablePrefix("XDG_") || std::ranges::any_of(request.Files(), is_for_go);
  }

  static std::vector<std::string> GoArgs() { return {"go", "build", "-ldflags=-s -w", "-o", ".build/main", "."}; }
  // Leaves to `go build` what it cannot do in its stead.
  static std::vector<std::string> GobuildArgs() { return {"/usr/lib/code-runner/gobuild", ".build/main"}; }
};

}  // namespace

CODE_RUNNER_PLUGIN(Go)
