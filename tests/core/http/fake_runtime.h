// Runtimes without a plugin's library.
#pragma once

#include <memory>
#include <string>

#include "plugin/runtime.h"

namespace code_runner::http {

// Called "python" or "node".
std::shared_ptr<const plugin::Runtime> FakePython();
std::shared_ptr<const plugin::Runtime> FakeNode();

}  // namespace code_runner::http
