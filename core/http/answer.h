// An answer as handlers give it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace code_runner::http {

// Takes a piece of text; what it is given lives only until it returns.
using TextSink = std::function<void(std::string_view)>;

// Hands a body to the sink in pieces, the same bytes every time it is called: once to count, once to send.
using BodyWriter = std::function<Status(const TextSink&)>;

struct Answer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // Content-Length and those of the connection are not here
  BodyWriter body;
};

Answer TextAnswer(int status, std::string content_type, std::string text);
Answer JsonAnswer(int status, std::string json);

}  // namespace code_runner::http
