// Through the adapter, which makes a status of what is thrown.
#include <stdexcept>

#include "code_runner/plugin.hpp"
#include "code_runner_context.h"

namespace {

struct PlanThrows {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "plan-throws",
      .name = "Plan throws",
      .description = "Never makes a plan.",
      .version = "1",
      .file_extension = ".txt",
      .main_file = "main.txt",
      .default_entrypoint = "true",
      .build_context = CODE_RUNNER_CONTEXT,
      .hello_code = "x",
      .hello_stdout = "x",
  };

  // As code: "invalid" blames the caller, "unknown" throws what is no std::exception.
  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    if (request.Code() == "invalid") throw code_runner::InvalidRequest("this cannot be run");
    if (request.Code() == "unknown") throw 42;
    throw std::runtime_error("out of ideas");
  }
};

}  // namespace

CODE_RUNNER_PLUGIN(PlanThrows)
