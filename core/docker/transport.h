// HTTP/1.1 to the engine. Its source is the only one that knows libcurl.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "docker/client_options.h"
#include "docker/raw_connection.h"

namespace code_runner::docker {

struct Request {
  std::string method = "GET";
  std::string target;          // path and query: "/_ping"
  std::string_view body = {};  // borrowed for the call
  std::string content_type = "application/json";
  std::chrono::milliseconds timeout{};  // of the whole call
  bool repeatable = true;  // may be sent again when a kept connection proves dead; false: it gets a new connection
  // When given, gets the body of a 2xx answer piece by piece instead of `Response::body`, without a bound on the whole;
  // an error ends the call and becomes its result. Must not throw.
  std::function<Status(std::string_view)> on_body = {};
  std::stop_token stop = {};  // kCancelled within about a second after it is requested
};

struct Response {
  int status = 0;
  std::string api_version;  // header Api-Version; empty: none
  std::string body;
};

// Thread-safe. Keeps a few idle connections and makes as many as there are calls at a time.
class Transport {
 public:
  explicit Transport(ClientOptions options);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // Any whole answer, whatever its status. kDockerUnreachable, kDeadlineExceeded, kCancelled; kDockerError for an
  // answer over `response_bytes_max`.
  Result<Response> Perform(const Request& request);

  // A connection of the caller's own, TLS handshake done. kDockerUnreachable.
  Result<std::unique_ptr<RawConnection>> Connect();

 private:
  class HandlePool;

  const ClientOptions options_;
  std::unique_ptr<HandlePool> pool_;
};

}  // namespace code_runner::docker
