// Takes a request's body from the connection.
#pragma once

#include <cstddef>
#include <string>

#include "http/body_budget.h"
#include "http/http_error.h"
#include "http/message_framing.h"

namespace code_runner::http {

// The bytes of a connection. Both calls wait, and throw HttpError when there are no more or the wait is over.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  virtual char GetByte() = 0;
  // 1 to `size` bytes.
  virtual std::size_t GetBytes(char* buffer, std::size_t size) = 0;
};

HttpError BodyTooLarge(std::size_t bytes_max);

// Reads exactly the body that `framing` announces, and no byte more. Throws HttpError: 413 as soon as it is known that
// the body is over `bytes_max`, 503 when `share` cannot cover it, 400 for broken chunks, and what the source throws.
// Trailers are dropped.
std::string ReadBody(ByteSource& source, const MessageFraming& framing, std::size_t bytes_max,
                     BodyBudget::Share& share);

}  // namespace code_runner::http
