#include "plugins/conformance/test_runtimes.h"

#include <stdexcept>
#include <utility>

namespace code_runner::plugin {

const RuntimeRegistry& TestRegistry() {
  static const RuntimeRegistry registry = RuntimeRegistry::Load({{PLUGIN_DIR, MINIMAL_DIR}, {}, {}});
  return registry;
}

const Runtime& TestRuntime(std::string_view id) {
  const auto runtime = TestRegistry().Find(id);
  if (!runtime) throw std::out_of_range("no runtime " + std::string(id));
  return *runtime;  // the registry keeps it
}

ExecutionRequest TestRequest(RequestFields fields) {
  Result<ExecutionRequest> request = ExecutionRequest::Make(std::move(fields), {});
  if (!request) throw std::invalid_argument(request.error().message);
  return *std::move(request);
}

}  // namespace code_runner::plugin
