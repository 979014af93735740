// What the engine is given to build a runtime's image from.
#pragma once

#include <string>
#include <vector>

#include "docker/tar.h"
#include "plugin/runtime.h"

namespace code_runner::image {

// Where the agent stands in every image.
inline constexpr const char* kAgentPath = "/usr/libexec/code-runner-agent";

// The account that programs run as.
inline constexpr int kRunnerUid = 1001;

struct BuildContext {
  std::vector<docker::TarEntry> entries;
  std::string digest;  // hexadecimal SHA-256 over all entries: the same digest means the same context
};

// The runtime's files with the agent (its executable's bytes) beside them, and with the Dockerfile's end appended: it
// adds the account `runner`, the agent and the entrypoint, so that no plugin has to mention them.
BuildContext MakeBuildContext(const plugin::Runtime& runtime, const std::string& agent);

}  // namespace code_runner::image
