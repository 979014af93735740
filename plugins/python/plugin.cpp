#include "code_runner/plugin.hpp"

#include <algorithm>
#include <string_view>

#include "code_runner_context.h"

namespace {

using code_runner::Str;
using code_runner::View;

constexpr code_runner_string kAliases[] = {Str("py"), Str("python3")};

constexpr code_runner_string kPrestart[] = {Str("python"), Str("main.py")};

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
      .prestart = code_runner::List(kPrestart),
  };

  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {.run = {.args = code_runner::Append({"python", "main.py"}, request.Args())},
            .may_prestart = !ChangesStartUp(request)};
  }

 private:
  // Whether an interpreter that had the caller's variables and files from its first moment would start differently: the
  // beginnings of the names that CPython and the C library read before the main file, and the user's own packages.
  static bool ChangesStartUp(const code_runner::Request& request) {
    constexpr std::string_view kRead[] = {"PYTHON", "HOME", "PATH",    "LANG",   "LC_",
                                          "TZ",     "LD_",  "MALLOC_", "GLIBC_", "LOCPATH"};
    const auto is_set = [&](std::string_view prefix) { return request.HasVariablePrefix(prefix); };
    const auto is_package = [](const code_runner_file& file) { return View(file.path).starts_with(".local/"); };
    return std::ranges::any_of(kRead, is_set) || std::ranges::any_of(request.Files(), is_package);
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Python)
