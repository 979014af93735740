// Which handler answers what.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/answer.h"
#include "http/request.h"

namespace code_runner::http {

using Handler = std::function<Answer(Request)>;

struct Route {
  std::string method;  // "GET" answers HEAD, too
  std::string path;
  bool open = false;        // for clients without credentials
  bool takes_body = false;  // the body is read before the handler is called; otherwise never
  Handler handler;          // thread-safe
};

// Immutable and thread-safe.
class Router {
 public:
  explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}

  // The route, or the answer that there is none: 404, or 405 with Allow.
  std::variant<const Route*, Answer> Find(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace code_runner::http
