#include "code_runner/plugin.hpp"

#include "code_runner_context.h"

namespace {

using code_runner::Str;

constexpr code_runner_string kAliases[] = {Str("ts"), Str("typescript")};
constexpr code_runner_variable kEnvironment[] = {code_runner::Variable("BUN_INSTALL", "/tmp/.bun")};

struct Bun {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "bun",
      .aliases = code_runner::List(kAliases),
      .name = "Bun",
      .description = "TypeScript and JavaScript on Bun.",
      .version = "1.4.5",
      .file_extension = ".ts",
      .main_file = "main.ts",
      .default_entrypoint = "bun main.ts",
      .build_context = CODE_RUNNER_CONTEXT,
      .completions_file = "completions.json",
      .work_dir = "/tmp",
      .skeleton_dir = "/usr/share/code-runner/skeleton",
      .environment = code_runner::List(kEnvironment),
      .hello_code = "console.log('Hello from Bun')",
      .hello_stdout = "Hello from Bun\n",
  };

  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {.run = {.args = code_runner::Append({"bun", "main.ts"}, request.Args())}};
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Bun)
