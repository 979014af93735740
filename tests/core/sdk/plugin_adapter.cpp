// The smallest plugin that the adapter takes.
#include "code_runner/plugin.hpp"

namespace {

constexpr code_runner_file kContext[] = {{code_runner::Str("Dockerfile"), code_runner::Str("FROM scratch\n"), 0}};

struct Smallest {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "smallest",
      .name = "Smallest",
      .description = "Prints its input.",
      .version = "1",
      .file_extension = ".txt",
      .main_file = "main.txt",
      .default_entrypoint = "cat main.txt",
      .build_context = {kContext, 1},
      .hello_code = "hello",
      .hello_stdout = "hello",
  };
  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {.run = {.args = code_runner::Append({"cat", "main.txt"}, request.Args())}};
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(Smallest)
