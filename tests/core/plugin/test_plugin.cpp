#include "core/plugin/test_plugin.h"

#include <stdexcept>
#include <utility>

namespace code_runner::plugin {
namespace {

constexpr code_runner_string kAliases[] = {Text("tst"), Text("t.2")};
constexpr code_runner_file kContext[] = {{Text("Dockerfile"), Text("FROM scratch\n"), 0},
                                         {Text("bin/start"), Text("#!/bin/sh\n"), 1},
                                         {Text("completions.json"), Text("[{}]"), 0}};
constexpr code_runner_variable kEnvironment[] = {{Text("MODE"), Text("descriptor")}, {Text("EMPTY"), {}}};
constexpr code_runner_string kPrestart[] = {Text("wait"), Text("-x")};

code_runner_status RunTrue(const code_runner_request* /*request*/, code_runner_emit emit, void* host_data,
                           code_runner_message* /*message*/) {
  const code_runner_string args[] = {Text("true")};
  code_runner_plan plan{};
  plan.struct_size = sizeof(plan);
  plan.run.args = {args, 1};
  emit(host_data, &plan);
  return CODE_RUNNER_OK;
}

}  // namespace

code_runner_plugin GoodPlugin() {
  code_runner_plugin plugin{};
  plugin.struct_size = sizeof(plugin);
  plugin.id = Text("test");
  plugin.aliases = {kAliases, std::size(kAliases)};
  plugin.name = Text("Test");
  plugin.description = Text("For tests.");
  plugin.version = Text("1.0");
  plugin.file_extension = Text(".txt");
  plugin.main_file = Text("src/main.txt");
  plugin.default_entrypoint = Text("true");
  plugin.build_context = {kContext, std::size(kContext)};
  plugin.completions_file = Text("completions.json");
  plugin.work_dir = Text("/sources");
  plugin.skeleton_dir = Text("/usr/share/skeleton");
  plugin.environment = {kEnvironment, std::size(kEnvironment)};
  plugin.default_limits = {64 << 20, 20, 0};
  plugin.hello_code = Text("hello");
  plugin.hello_stdout = Text("hello\n");
  plugin.prestart = {kPrestart, std::size(kPrestart)};
  plugin.plan = RunTrue;
  plugin.get_extension = [](const char* /*name*/) -> const void* { return nullptr; };
  return plugin;
}

ExecutionRequest TestRequest(RequestFields fields) {
  Result<ExecutionRequest> request = ExecutionRequest::Make(std::move(fields), {});
  if (!request) throw std::invalid_argument(request.error().message);
  return *std::move(request);
}

}  // namespace code_runner::plugin
