#include "http/root_handler.h"

namespace code_runner::http {

Answer HandleRoot(const Request& request) {
  Answer answer = JsonAnswer(200, R"({"message":"Code Runner is operational."})");
  answer.headers.emplace_back("Vary", "Accept");
  if (request.accept.find("text/html") == std::string::npos) return answer;
  answer.status = 307;
  answer.headers.emplace_back("Location", "/ui");
  return answer;
}

}  // namespace code_runner::http
