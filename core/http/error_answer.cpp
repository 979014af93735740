#include "http/error_answer.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>

#include "http/json_writer.h"

namespace code_runner::http {
namespace {

constexpr std::size_t kViolationsMax = 100;
constexpr std::size_t kLocationBytesMax = 256;  // names in it are the client's
constexpr std::size_t kDetailBytesMax = 8 * 1024;
constexpr std::chrono::seconds kRetryAfter{1};

int HttpStatus(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidRequest:
      return 422;
    case ErrorCode::kBadRequest:
      return 400;
    case ErrorCode::kPayloadTooLarge:
      return 413;
    case ErrorCode::kUnknownImage:
      return 404;
    case ErrorCode::kResourceExhausted:
      return 429;
    case ErrorCode::kRuntimeNotAvailable:
    case ErrorCode::kDockerUnreachable:
    case ErrorCode::kCancelled:
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kDeadlineExceeded:
      return 504;
    case ErrorCode::kDockerError:
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kPluginFault:
    case ErrorCode::kProtocolError:
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

void WriteViolation(JsonWriter& json, const Violation& violation) {
  json.BeginObject();
  json.Key("loc");
  json.BeginArray();
  for (const std::string& name : violation.location) json.String(std::string_view(name).substr(0, kLocationBytesMax));
  json.EndArray();
  json.Key("msg");
  json.String(violation.message);
  json.Key("type");
  json.String(violation.type);
  json.EndObject();
}

std::string ViolationsJson(const std::vector<Violation>& violations) {
  return WriteJson([&](JsonWriter& json) {
    json.BeginObject();
    json.Key("detail");
    json.BeginArray();
    const std::size_t count = std::min(violations.size(), kViolationsMax);
    for (const Violation& violation : std::span(violations).first(count)) WriteViolation(json, violation);
    json.EndArray();
    json.EndObject();
  });
}

Answer DetailAnswer(int status, std::string_view detail) {
  return JsonAnswer(status, WriteJson([&](JsonWriter& json) {
                      json.BeginObject();
                      json.Key("detail");
                      json.String(detail.substr(0, kDetailBytesMax));
                      json.EndObject();
                    }));
}

void AddRetryAfter(Answer& answer, std::chrono::seconds delay) {
  answer.headers.emplace_back("Retry-After", std::to_string(delay.count()));
}

}  // namespace

Answer ErrorAnswer(const Error& error) {
  const int status = HttpStatus(error.code);
  if (status == 422 && !error.violations.empty()) return JsonAnswer(422, ViolationsJson(error.violations));
  if (status == 422) return JsonAnswer(422, ViolationsJson({{{"body"}, error.message, "value_error"}}));
  Answer answer = DetailAnswer(status, status == 500 ? "Internal Server Error" : error.message);
  if (status == 429 || status == 503) AddRetryAfter(answer, error.retry_after.value_or(kRetryAfter));
  return answer;
}

Answer ErrorAnswer(const HttpError& error) {
  return error.status == 503 ? UnavailableAnswer(error.detail) : DetailAnswer(error.status, error.detail);
}

Answer UnavailableAnswer(std::string_view detail) {
  Answer answer = DetailAnswer(503, detail);
  AddRetryAfter(answer, kRetryAfter);
  return answer;
}

}  // namespace code_runner::http
