#include "core/execution/artifact_files.h"

#include <gtest/gtest.h>

namespace code_runner::testing {

CompileResult CompilerSays(const std::string& out, const std::string& err) {
  CompileResult compile;
  EXPECT_TRUE(compile.out.Append(out).ok());
  EXPECT_TRUE(compile.err.Append(err).ok());
  return compile;
}

void Keep(execution::ArtifactCache& cache, const std::string& key, const std::string& bytes, bool executable,
          const CompileResult& compile) {
  const auto draft = cache.MakeDraft();
  ASSERT_TRUE(draft);
  draft->Begin(bytes.size(), executable);
  draft->Append(bytes);
  cache.Keep(key, *draft, compile);
}

std::string BytesOf(const execution::Artifact& artifact) {
  std::string bytes(artifact.Bytes(), '\0');
  EXPECT_TRUE(artifact.ReadAt(0, bytes.data(), bytes.size()).ok());
  return bytes;
}

std::string Text(const Spool& spool) {
  std::string text;
  EXPECT_TRUE(spool.Read([&](std::string_view piece) { text += piece; }).ok());
  return text;
}

}  // namespace code_runner::testing
