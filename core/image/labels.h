// The labels by which the server knows its own objects in the engine.
#pragma once

namespace code_runner::image {

inline constexpr const char* kManagedLabel = "code-runner.managed";  // "true" on everything of ours
inline constexpr const char* kRuntimeLabel = "code-runner.runtime";  // on images: the runtime's id
inline constexpr const char* kDigestLabel = "code-runner.digest";    // on images: digest of the build context

}  // namespace code_runner::image
