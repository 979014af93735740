// A request that cannot be taken in as HTTP, or whose answer cannot be given.
#pragma once

#include <string>

namespace code_runner::http {

// Thrown while a request is received, and turned into an answer in one place. The connection cannot go on afterwards.
struct HttpError {
  int status;          // 4xx or 5xx
  std::string detail;  // for the client
};

}  // namespace code_runner::http
