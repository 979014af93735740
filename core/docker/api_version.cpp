#include "docker/api_version.h"

#include <charconv>
#include <compare>
#include <optional>

#include "docker/engine_error.h"

namespace code_runner::docker {
namespace {

struct ApiVersion {
  int major = 0;
  int minor = 0;
  auto operator<=>(const ApiVersion&) const = default;
};

constexpr ApiVersion kOldest{1, 41};
constexpr ApiVersion kNewest{1, 47};

std::string ToString(ApiVersion version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

std::optional<ApiVersion> Parse(std::string_view text) {
  ApiVersion version;
  const char* const end = text.data() + text.size();
  const auto [dot, major_error] = std::from_chars(text.data(), end, version.major);
  if (major_error != std::errc() || dot == end || *dot != '.') return std::nullopt;
  const auto [rest, minor_error] = std::from_chars(dot + 1, end, version.minor);
  if (minor_error != std::errc() || rest != end) return std::nullopt;
  return version;
}

}  // namespace

Result<std::string> NegotiateApiVersion(std::string_view engine_newest) {
  const std::optional<ApiVersion> engine = Parse(engine_newest);
  if (!engine) return BadAnswer("the engine names no API version");
  if (*engine < kOldest) {
    return Error{ErrorCode::kDockerError, "Docker is too old: version 20.10 or newer is needed",
                 "the engine speaks API " + ToString(*engine) + ", at least " + ToString(kOldest) + " is needed"};
  }
  return ToString(*engine < kNewest ? *engine : kNewest);
}

}  // namespace code_runner::docker
