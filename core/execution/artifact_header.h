// The beginning of an artifact's file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace code_runner::execution {

// The file is this header, then the artifact's bytes, then what the compiler wrote to standard output, then to standard
// error.
struct ArtifactHeader {
  static constexpr std::size_t kDigestBytes = 32;
  static constexpr std::size_t kBytes = 87;  // encoded

  std::uint64_t artifact_bytes = 0;
  std::uint64_t out_bytes = 0;
  std::uint64_t err_bytes = 0;
  bool executable = false;
  std::string digest = {};  // SHA-256 of everything behind the header

  std::uint64_t BodyBytes() const { return artifact_bytes + out_bytes + err_bytes; }

  // REQUIRES: the digest has kDigestBytes.
  std::string Encode() const;
  // Nothing for bytes that are no header, or one of another format.
  static std::optional<ArtifactHeader> Decode(std::string_view bytes);
};

}  // namespace code_runner::execution
