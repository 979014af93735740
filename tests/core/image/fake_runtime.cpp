#include "core/image/fake_runtime.h"

#include <string_view>

namespace code_runner::testing {
namespace {

constexpr code_runner_string Str(std::string_view text) {
  return {text.data(), text.size()};
}

constexpr code_runner_file kFiles[] = {{Str("Dockerfile"), Str("FROM scratch\n"), 0}};
constexpr code_runner_string kArgs[] = {Str("hello")};

code_runner_status PlanHello(const code_runner_request*, code_runner_emit emit, void* host_data, code_runner_message*) {
  code_runner_plan plan{};
  plan.struct_size = sizeof(plan);
  plan.run.args = {kArgs, 1};
  emit(host_data, &plan);
  return CODE_RUNNER_OK;
}

code_runner_plugin Describe(std::string_view id) {
  code_runner_plugin plugin{};
  plugin.struct_size = sizeof(plugin);
  plugin.id = Str(id);
  plugin.name = Str("Fake");
  plugin.description = Str("Runs nothing");
  plugin.version = Str("1");
  plugin.file_extension = Str(".txt");
  plugin.main_file = Str("main.txt");
  plugin.default_entrypoint = Str("hello");
  plugin.build_context = {kFiles, 1};
  plugin.work_dir = Str("/work");
  plugin.skeleton_dir = Str("/skeleton");
  plugin.default_limits.memory_bytes = 64ULL << 20;
  plugin.default_limits.timeout_s = 7;
  plugin.hello_code = Str("hello");
  plugin.hello_stdout = Str("hello\n");
  plugin.plan = PlanHello;
  return plugin;
}

}  // namespace

code_runner_plugin AlphaDescriptor() {
  return Describe("alpha");
}

plugin::Runtime MakeAlpha() {
  return plugin::Runtime::Make(AlphaDescriptor()).value();
}

plugin::Runtime MakeBeta() {
  return plugin::Runtime::Make(Describe("beta")).value();
}

}  // namespace code_runner::testing
