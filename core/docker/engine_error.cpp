#include "docker/engine_error.h"

#include <chrono>
#include <utility>

#include "docker/json.h"

namespace code_runner::docker {
namespace {

constexpr std::chrono::seconds kRetryAfter{2};
constexpr std::size_t kEngineWordsMax = 1024;

std::string EngineWords(std::string_view body) {
  const Result<std::string> message = Decode([&] { return StringAt(*ParseObject(body), "message"); });
  return (message.ok() ? *message : std::string(body)).substr(0, kEngineWordsMax);
}

}  // namespace

Error Unreachable(std::string log) {
  return {ErrorCode::kDockerUnreachable, "Docker is not reachable", std::move(log), {}, kRetryAfter};
}

Error DeadlineExceeded(std::string log) {
  return {ErrorCode::kDeadlineExceeded, "Docker did not answer in time", std::move(log), {}, kRetryAfter};
}

Error Cancelled(std::string log) {
  return {ErrorCode::kCancelled, "The call to Docker was cancelled", std::move(log)};
}

Error BadAnswer(std::string log) {
  return {ErrorCode::kDockerError, "Docker's answer was not understood", std::move(log)};
}

Error FromStatus(int status, std::string_view what, std::string_view body) {
  std::string log = std::string(what) + ": status " + std::to_string(status) + ": " + EngineWords(body);
  switch (status) {
    case 404:
      return {ErrorCode::kNotFound, "Docker does not have what was asked for", std::move(log)};
    case 409:
      return {ErrorCode::kConflict, "Docker cannot do this now", std::move(log)};
    default:
      return {ErrorCode::kDockerError, "Docker reported an error", std::move(log)};
  }
}

}  // namespace code_runner::docker
