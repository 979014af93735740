// The Engine API as versioned calls: negotiation, path prefix, and statuses turned into errors.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "docker/attach_stream.h"
#include "docker/client_options.h"
#include "docker/transport.h"

namespace code_runner::docker {

// Thread-safe. The version is kept until the engine is lost or refuses it, which is what a restart with another engine
// looks like from here; then it is negotiated again.
class Api {
 public:
  explicit Api(const ClientOptions& options);

  // `GET /_ping`, which has no version.
  Status Ping();

  // The negotiated version: "1.41".
  Result<std::string> Version();

  // `request.target` is without version ("/info"). 2xx and 304 are success, all others the error that they mean.
  // Without a `timeout` the request has `request_timeout`.
  Result<Response> Call(Request request);

  // `POST target`, whose connection then belongs to the standard streams of a container.
  Result<AttachStream> Hijack(const std::string& target);

 private:
  Result<Response> SendPing();
  Result<Response> CallOnce(Request request);
  Result<Response> HijackOnce(const std::string& target, std::unique_ptr<RawConnection>& connection);
  void ForgetVersion();

  template <class Once>
  Result<Response> Renegotiating(std::string_view what, const Once& once);

  const ClientOptions options_;
  Transport transport_;
  std::mutex mutex_;
  std::string version_;  // empty: not negotiated; guarded by mutex_
};

}  // namespace code_runner::docker
