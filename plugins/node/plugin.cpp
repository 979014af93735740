#include "code_runner/plugin.hpp"

#include <algorithm>
#include <string_view>

#include "code_runner_context.h"

namespace {

using code_runner::Str;
using code_runner::View;

constexpr code_runner_string kAliases[] = {Str("js"), Str("javascript"), Str("nodejs")};

// The run's own command, with a hook that does not show in `process.execArgv`.
constexpr code_runner_string kPrestart[] = {Str("env"), Str("NODE_OPTIONS=--require=/usr/lib/code-runner/prestart.cjs"),
                                            Str("node"), Str("main.js")};

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
      .prestart = code_runner::List(kPrestart),
  };

  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {.run = {.args = code_runner::Append({"node", "main.js"}, request.Args())},
            .may_prestart = !ChangesStartUp(request)};
  }

 private:
  // Whether an interpreter that had the caller's variables and files from its first moment would start differently: the
  // beginnings of the names that Node.js, V8, libuv, ICU, OpenSSL and the C library read before the main file, and
  // package.json, which Node.js looks for, and finds missing for good, before it loads a preload module.
  static bool ChangesStartUp(const code_runner::Request& request) {
    constexpr std::string_view kRead[] = {"NODE_",       "UV_",     "ICU_",   "OPENSSL_", "SSL_CERT_", "NO_COLOR",
                                          "FORCE_COLOR", "HOME",    "PATH",   "LANG",     "LC_",       "TZ",
                                          "LD_",         "MALLOC_", "GLIBC_", "LOCPATH"};
    return request.HasFile("package.json") ||
           std::ranges::any_of(request.Environment(), [&](const code_runner_variable& variable) {
             const std::string_view name = View(variable.name);
             return name != "NODE_ENV" &&
                    std::ranges::any_of(kRead, [name](std::string_view prefix) { return name.starts_with(prefix); });
           });
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Node)
