#include "code_runner/plugin.hpp"

#include "code_runner_context.h"

namespace {

using code_runner::Str;

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
        .compile = {.args = {"go", "build", "-ldflags=-s -w", "-o", ".build/main", "."},
                    .environment = {{"GOGC", "off"}, {"GOMEMLIMIT", "96MiB"}}},
        .artifact = ".build/main",
        .run = {.args = code_runner::Append({"./.build/main"}, request.Args())},
    };
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Go)
