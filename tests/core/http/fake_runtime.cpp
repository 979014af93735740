#include "core/http/fake_runtime.h"

#include <string_view>

#include "code_runner/plugin.h"

namespace code_runner::http {
namespace {

constexpr code_runner_string Str(std::string_view text) {
  return {text.data(), text.size()};
}

constexpr code_runner_file kContextFiles[] = {
    {Str("Dockerfile"), Str("FROM scratch\n"), 0},
    {Str("completions.json"), Str(R"([{"caption":"print"}])"), 0},
};
constexpr code_runner_string kAliases[] = {Str("py")};

code_runner_status PlanNothing(const code_runner_request*, code_runner_emit, void*, code_runner_message*) {
  return CODE_RUNNER_FAILED;
}

constexpr code_runner_plugin Describe(std::string_view id, std::string_view name) {
  code_runner_plugin plugin{};
  plugin.struct_size = sizeof(plugin);
  plugin.id = Str(id);
  plugin.name = Str(name);
  plugin.description = Str("Says \"hello\"");
  plugin.version = Str("1.0");
  plugin.file_extension = Str(".py");
  plugin.main_file = Str("main.py");
  plugin.default_entrypoint = Str("python main.py");
  plugin.build_context = {kContextFiles, 2};
  plugin.work_dir = Str("/tmp");
  plugin.hello_code = Str("print('hello')");
  plugin.hello_stdout = Str("hello\n");
  plugin.plan = PlanNothing;
  return plugin;
}

constexpr code_runner_plugin DescribePython() {
  code_runner_plugin plugin = Describe("python", "Python");
  plugin.aliases = {kAliases, 1};
  plugin.completions_file = Str("completions.json");
  return plugin;
}

constexpr code_runner_plugin kPython = DescribePython();
constexpr code_runner_plugin kNode = Describe("node", "Node.js");

std::shared_ptr<const plugin::Runtime> MakeRuntime(const code_runner_plugin& descriptor) {
  return std::make_shared<const plugin::Runtime>(plugin::Runtime::Make(descriptor).value());
}

}  // namespace

std::shared_ptr<const plugin::Runtime> FakePython() {
  return MakeRuntime(kPython);
}

std::shared_ptr<const plugin::Runtime> FakeNode() {
  return MakeRuntime(kNode);
}

}  // namespace code_runner::http
