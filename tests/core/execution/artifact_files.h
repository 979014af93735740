// Artifacts for tests.
#pragma once

#include <filesystem>
#include <string>

#include "execution/artifact.h"
#include "execution/artifact_cache.h"

namespace code_runner::testing {

// A key of 64 equal digits.
inline std::string KeyOf(char digit) {
  return std::string(64, digit);
}

// What a compiler says that has succeeded.
CompileResult CompilerSays(const std::string& out, const std::string& err = "");

// Keeps an artifact of those bytes.
void Keep(execution::ArtifactCache& cache, const std::string& key, const std::string& bytes, bool executable = true,
          const CompileResult& compile = {});

std::string BytesOf(const execution::Artifact& artifact);
std::string Text(const Spool& spool);

}  // namespace code_runner::testing
