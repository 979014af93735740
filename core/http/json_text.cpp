#include "http/json_text.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>

namespace code_runner::http {

std::optional<Poco::Dynamic::Var> ParseJson(const std::string& text) {
  if (!IsJson(text)) return std::nullopt;
  try {
    Poco::JSON::Parser parser;
    parser.setDepth(kJsonDepthMax);
    return parser.parse(text);
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

}  // namespace code_runner::http
