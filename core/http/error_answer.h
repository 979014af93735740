// What a client sees of an error.
#pragma once

#include <string_view>

#include "base/error.h"
#include "http/answer.h"
#include "http/http_error.h"

namespace code_runner::http {

// {"detail": …}: the list of violations for kInvalidRequest, otherwise a sentence. What is our own or the engine's
// fault is told as "Internal Server Error" and nothing more. Where trying again may help, Retry-After says when.
Answer ErrorAnswer(const Error& error);

Answer ErrorAnswer(const HttpError& error);

// 503 for a server that is stopping or full.
Answer UnavailableAnswer(std::string_view detail);

}  // namespace code_runner::http
