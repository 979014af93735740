// Where a request ends, and what becomes of the connection after it.
#pragma once

#include <Poco/Net/HTTPRequest.h>

#include <cstdint>

namespace code_runner::http {

struct MessageFraming {
  bool chunked = false;
  std::uint64_t content_length = 0;  // without `chunked`
  bool expects_continue = false;     // the client waits for "100 Continue" before it sends the body
  bool keep_alive = false;           // the client wants to send another request afterwards

  bool HasBody() const { return chunked || content_length > 0; }
};

// Reads the header strictly where two servers could come to different conclusions (request smuggling). Throws
// HttpError: 400 for what is malformed or ambiguous, 417, 501 or 505 for what is not supported.
MessageFraming ReadFraming(const Poco::Net::HTTPRequest& request);

}  // namespace code_runner::http
