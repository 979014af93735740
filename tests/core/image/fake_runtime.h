// Runtimes without a plugin's library.
#pragma once

#include <string>

#include "code_runner/plugin.h"
#include "plugin/runtime.h"

namespace code_runner::testing {

// A plugin called "alpha" whose plan is to run `hello` with the request's args. It advises 64 MiB and 7 s.
code_runner_plugin AlphaDescriptor();

// Alpha, or the same thing called "beta". Its Dockerfile is "FROM scratch\n", its work folder /work.
plugin::Runtime MakeAlpha();
plugin::Runtime MakeBeta();

}  // namespace code_runner::testing
