#include "code_runner/plugin.hpp"

#include "code_runner_context.h"

namespace {

using code_runner::Str;

constexpr code_runner_string kAliases[] = {Str("js"), Str("javascript"), Str("nodejs")};

struct Node {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "node",
      .aliases = code_runner::List(kAliases),
      .name = "Node.js",
      .description = "JavaScript on Node.js, with npm and npx.",
      .version = "24.21.0",
      .file_extension = ".js",
      .main_file = "main.js",
      .default_entrypoint = "node main.js",
      .build_context = CODE_RUNNER_CONTEXT,
      .completions_file = "completions.json",
      .work_dir = "/tmp",
      .skeleton_dir = "/usr/share/code-runner/skeleton",
      .hello_code = "console.log('Hello from Node.js')",
      .hello_stdout = "Hello from Node.js\n",
  };

  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {.run = {.args = code_runner::Append({"node", "main.js"}, request.Args())}};
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Node)
