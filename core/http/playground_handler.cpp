#include "http/playground_handler.h"

#include <Poco/Base64Encoder.h>
#include <Poco/SHA2Engine.h>

#include <sstream>
#include <string_view>

#include "http/playground_page.h"

namespace code_runner::http {
namespace {

// What stands between the only tag of that name and its end, to the byte: that is what browsers digest.
std::string_view ElementText(std::string_view page, const std::string& name) {
  const std::string open = "<" + name + ">";
  const std::size_t begin = page.find(open) + open.size();
  return page.substr(begin, page.find("</" + name + ">") - begin);
}

std::string DigestSource(std::string_view text) {
  Poco::SHA2Engine engine;
  engine.update(text.data(), text.size());
  const Poco::DigestEngine::Digest& digest = engine.digest();
  std::ostringstream encoded;
  Poco::Base64Encoder encoder(encoded);
  encoder.write(reinterpret_cast<const char*>(digest.data()), static_cast<std::streamsize>(digest.size()));
  encoder.close();
  return "'sha256-" + encoded.str() + "'";
}

}  // namespace

PlaygroundHandler::PlaygroundHandler()
    : policy_("default-src 'none'; connect-src 'self'; script-src " +
              DigestSource(ElementText(kPlaygroundPage, "script")) + "; style-src " +
              DigestSource(ElementText(kPlaygroundPage, "style")) +
              "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'") {}

Answer PlaygroundHandler::operator()(const Request&) const {
  Answer answer = TextAnswer(200, "text/html; charset=utf-8", std::string(kPlaygroundPage));
  answer.headers.emplace_back("Content-Security-Policy", policy_);
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  return answer;
}

}  // namespace code_runner::http
