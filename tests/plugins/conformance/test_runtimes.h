// The runtimes that the conformance tests are about: the six real ones and the minimal examples.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/runtime_registry.h"

namespace code_runner::plugin {

struct KnownRuntime {
  const char* id;
  const char* default_entrypoint;
};

inline std::ostream& operator<<(std::ostream& stream, const KnownRuntime& known) {
  return stream << known.id;
}

inline constexpr KnownRuntime kRealRuntimes[] = {
    {"python", "python main.py"},
    {"node", "node main.js"},
    {"go", "go run ."},
    {"rust", "cargo run --release"},
    {"deno", "deno run --allow-all main.ts"},
    {"bun", "bun main.ts"},
};
inline constexpr KnownRuntime kAllRuntimes[] = {
    {"python", "python main.py"},
    {"node", "node main.js"},
    {"go", "go run ."},
    {"rust", "cargo run --release"},
    {"deno", "deno run --allow-all main.ts"},
    {"bun", "bun main.ts"},
    {"bash", "bash main.sh"},
    {"sh", "sh main.sh"},
};

// All that are found, loaded once.
const RuntimeRegistry& TestRegistry();

// REQUIRES: there is such a runtime; throws std::out_of_range otherwise.
const Runtime& TestRuntime(std::string_view id);

// A request for `fields` that the core takes. Throws std::invalid_argument when it does not.
ExecutionRequest TestRequest(RequestFields fields);

}  // namespace code_runner::plugin
