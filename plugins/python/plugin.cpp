#include "code_runner/plugin.hpp"

#include "code_runner_context.h"

namespace {

using code_runner::Str;

constexpr code_runner_string kAliases[] = {Str("py"), Str("python3")};

// The skeleton holds this folder with matplotlib's list of fonts.
constexpr code_runner_variable kEnvironment[] = {code_runner::Variable("MPLCONFIGDIR", "/tmp/.matplotlib")};

struct Python {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "python",
      .aliases = code_runner::List(kAliases),
      .name = "Python",
      .description = "CPython with numpy, pandas, matplotlib, requests, httpx, beautifulsoup4 and openpyxl.",
      .version = "3.13",
      .file_extension = ".py",
      .main_file = "main.py",
      .default_entrypoint = "python main.py",
      .build_context = CODE_RUNNER_CONTEXT,
      .completions_file = "completions.json",
      .work_dir = "/tmp",
      .skeleton_dir = "/usr/share/code-runner/skeleton",
      .environment = code_runner::List(kEnvironment),
      .hello_code = "print('Hello from Python')",
      .hello_stdout = "Hello from Python\n",
  };

  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {.run = {.args = code_runner::Append({"python", "main.py"}, request.Args())}};
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Python)
