#include "http/message_framing.h"

#include <Poco/String.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "http/http_error.h"

namespace code_runner::http {
namespace {

constexpr std::size_t kLengthDigitsMax = 18;  // fits 64 bits

bool IsTokenCharacter(char c) {
  constexpr std::string_view kSpecial = "!#$%&'*+-.^_`|~";
  const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || kSpecial.find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsTokenCharacter);
}

void CheckRequestLine(const Poco::Net::HTTPRequest& request) {
  if (!IsToken(request.getMethod()) || request.getURI().empty()) throw HttpError{400, "Malformed request line"};
  const std::string& version = request.getVersion();
  if (version == Poco::Net::HTTPMessage::HTTP_1_1 || version == Poco::Net::HTTPMessage::HTTP_1_0) return;
  if (version.starts_with("HTTP/")) throw HttpError{505, "HTTP Version Not Supported"};
  throw HttpError{400, "Malformed request line"};
}

void CheckFieldNames(const Poco::Net::HTTPRequest& request) {
  for (const auto& [name, value] : request) {
    if (!IsToken(name)) throw HttpError{400, "Malformed header"};
  }
}

std::size_t Count(const Poco::Net::HTTPRequest& request, const std::string& name) {
  return std::ranges::count_if(request, [&](const auto& field) { return Poco::icompare(field.first, name) == 0; });
}

std::uint64_t ReadContentLength(const Poco::Net::HTTPRequest& request) {
  const std::string& text = request.get("Content-Length");
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || text.empty()) throw HttpError{400, "Malformed Content-Length"};
  if (text.size() > kLengthDigitsMax) throw HttpError{413, "Request body is too large"};
  return std::stoull(text);
}

void ReadBodyFraming(const Poco::Net::HTTPRequest& request, MessageFraming& framing) {
  const std::size_t lengths = Count(request, "Content-Length");
  const std::size_t encodings = Count(request, "Transfer-Encoding");
  if (lengths + encodings > 1) throw HttpError{400, "More than one statement of the body's length"};
  if (lengths == 1) framing.content_length = ReadContentLength(request);
  if (encodings == 0) return;
  if (Poco::icompare(request.get("Transfer-Encoding"), "chunked") != 0) {
    throw HttpError{501, "Unsupported Transfer-Encoding"};
  }
  framing.chunked = true;
}

}  // namespace

MessageFraming ReadFraming(const Poco::Net::HTTPRequest& request) {
  CheckRequestLine(request);
  CheckFieldNames(request);
  MessageFraming framing;
  ReadBodyFraming(request, framing);
  framing.keep_alive = request.getKeepAlive();
  if (request.has("Expect")) {
    if (Poco::icompare(request.get("Expect"), "100-continue") != 0) throw HttpError{417, "Unsupported Expect"};
    framing.expects_continue = request.getVersion() == Poco::Net::HTTPMessage::HTTP_1_1;
  }
  return framing;
}

}  // namespace code_runner::http
