// A plugin made in memory, to be bent by each test.
#pragma once

#include <string>

#include "code_runner/plugin.h"
#include "model/execution_request.h"

namespace code_runner::plugin {

// Borrows a literal.
template <std::size_t N>
constexpr code_runner_string Text(const char (&literal)[N]) {
  return {literal, N - 1};
}

// Everything set, and everything good. Its plan runs `true`.
code_runner_plugin GoodPlugin();

// A request for `fields` that the core takes. Throws std::invalid_argument when it does not.
ExecutionRequest TestRequest(RequestFields fields);

}  // namespace code_runner::plugin
