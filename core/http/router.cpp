#include "http/router.h"

#include "http/error_answer.h"

namespace code_runner::http {

std::variant<const Route*, Answer> Router::Find(std::string_view method, std::string_view path) const {
  std::string allowed;
  for (const Route& route : routes_) {
    if (route.path != path) continue;
    const bool is_get = route.method == "GET";
    if (route.method == method || (is_get && method == "HEAD")) return &route;
    if (!allowed.empty()) allowed += ", ";
    allowed += is_get ? "GET, HEAD" : route.method;
  }
  if (allowed.empty()) return ErrorAnswer(HttpError{404, "Not Found"});
  Answer answer = ErrorAnswer(HttpError{405, "Method Not Allowed"});
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

}  // namespace code_runner::http
