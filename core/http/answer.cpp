#include "http/answer.h"

namespace code_runner::http {

Answer TextAnswer(int status, std::string content_type, std::string text) {
  return {status, {{"Content-Type", std::move(content_type)}}, [text = std::move(text)](const TextSink& sink) {
            sink(text);
            return Ok();
          }};
}

Answer JsonAnswer(int status, std::string json) {
  return TextAnswer(status, "application/json", std::move(json));
}

}  // namespace code_runner::http
