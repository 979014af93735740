// The smallest useful plugin: a folder with a Dockerfile, a description, and the command that runs the caller's file.
#include "code_runner/plugin.hpp"

#include "code_runner_context.h"

namespace {

struct Bash {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "bash",
      .name = "Bash",
      .description = "The GNU shell.",
      .version = "5.2",
      .file_extension = ".sh",
      .main_file = "main.sh",
      .default_entrypoint = "bash main.sh",
      .build_context = CODE_RUNNER_CONTEXT,
      .hello_code = "echo 'Hello from Bash'",
      .hello_stdout = "Hello from Bash\n",
  };

  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {.run = {.args = code_runner::Append({"bash", "main.sh"}, request.Args())}};
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Bash)
