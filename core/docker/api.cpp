#include "docker/api.h"

#include <utility>

#include "docker/api_version.h"
#include "docker/engine_error.h"
#include "docker/hijack.h"

namespace code_runner::docker {
namespace {

bool IsSuccess(int status) {
  return status == 101 || status / 100 == 2 || status == 304;
}

// "client version 1.44 is too new. Maximum supported API version is 1.41", and the like for too old.
bool RefusesVersion(const Response& response) {
  return response.status == 400 && response.body.find("client version") != std::string::npos;
}

}  // namespace

Api::Api(const ClientOptions& options) : options_(options), transport_(options) {}

Result<Response> Api::SendPing() {
  Request request{.target = "/_ping", .timeout = options_.ping_timeout};
  Result<Response> response = transport_.Perform(request);
  if (response.ok() && !IsSuccess(response->status)) return FromStatus(response->status, "GET /_ping", response->body);
  return response;
}

Status Api::Ping() {
  Result<Response> response = SendPing();
  if (!response.ok()) return std::move(response).error();
  return Ok();
}

Result<std::string> Api::Version() {
  {
    const std::lock_guard lock(mutex_);
    if (!version_.empty()) return version_;
  }
  const Result<Response> response = SendPing();
  if (!response.ok()) return response.error();
  Result<std::string> version = NegotiateApiVersion(response->api_version);
  if (version.ok()) {
    const std::lock_guard lock(mutex_);
    version_ = *version;
  }
  return version;
}

void Api::ForgetVersion() {
  const std::lock_guard lock(mutex_);
  version_.clear();
}

template <class Once>
Result<Response> Api::Renegotiating(std::string_view what, const Once& once) {
  Result<Response> response = once();
  if (response.ok() && RefusesVersion(*response)) {
    ForgetVersion();
    response = once();
  }
  if (!response.ok()) {
    if (response.error().code == ErrorCode::kDockerUnreachable) ForgetVersion();
    return response;
  }
  if (!IsSuccess(response->status)) return FromStatus(response->status, what, response->body);
  return response;
}

Result<Response> Api::CallOnce(Request request) {
  const Result<std::string> version = Version();
  if (!version.ok()) return version.error();
  request.target = "/v" + *version + request.target;
  return transport_.Perform(request);
}

Result<Response> Api::Call(Request request) {
  if (request.timeout == std::chrono::milliseconds::zero()) request.timeout = options_.request_timeout;
  return Renegotiating(request.method + " " + request.target, [&] { return CallOnce(request); });
}

Result<Response> Api::HijackOnce(const std::string& target, std::unique_ptr<RawConnection>& connection) {
  const Result<std::string> version = Version();
  if (!version.ok()) return version.error();
  Result<std::unique_ptr<RawConnection>> connected = transport_.Connect();
  if (!connected.ok()) return std::move(connected).error();
  connection = *std::move(connected);
  return RequestUpgrade(*connection, "/v" + *version + target,
                        std::chrono::steady_clock::now() + options_.request_timeout);
}

Result<AttachStream> Api::Hijack(const std::string& target) {
  std::unique_ptr<RawConnection> connection;
  Result<Response> response = Renegotiating("POST " + target, [&] { return HijackOnce(target, connection); });
  if (!response.ok()) return std::move(response).error();
  return AttachStream(std::move(connection), std::move(response->body));
}

}  // namespace code_runner::docker
