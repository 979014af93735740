#include "http/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace code_runner::http {
namespace {

std::string_view ShortEscape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return {};
  }
}

bool NeedsEscape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

}  // namespace

void JsonWriter::Key(std::string_view key) {
  String(key);
  sink_(":");
  needs_comma_ = false;
}

void JsonWriter::String(std::string_view value) {
  Separate();
  sink_("\"");
  const TextSink escape = [this](std::string_view text) { Escape(text); };
  sanitizer_.Write(value, escape);
  sanitizer_.Finish(escape);
  sink_("\"");
}

Status JsonWriter::String(const Spool& value) {
  Separate();
  sink_("\"");
  const TextSink escape = [this](std::string_view text) { Escape(text); };
  Status read = value.Read([&](std::string_view piece) { sanitizer_.Write(piece, escape); });
  sanitizer_.Finish(escape);
  sink_("\"");
  return read;
}

void JsonWriter::Seconds(double value) {
  if (!std::isfinite(value)) return Null();
  std::array<char, 352> digits;  // the longest double has 309 of them before the point
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, 6).ptr;
  Raw({digits.data(), end});
}

void JsonWriter::Raw(std::string_view json) {
  Separate();
  sink_(json);
}

void JsonWriter::Open(std::string_view bracket) {
  Raw(bracket);
  needs_comma_ = false;
}

void JsonWriter::Close(std::string_view bracket) {
  sink_(bracket);
  needs_comma_ = true;
}

void JsonWriter::Separate() {
  if (needs_comma_) sink_(",");
  needs_comma_ = true;
}

void JsonWriter::Escape(std::string_view text) {
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!NeedsEscape(text[at])) continue;
    if (at > done) sink_(text.substr(done, at - done));
    done = at + 1;
    if (const std::string_view escape = ShortEscape(text[at]); !escape.empty()) {
      sink_(escape);
      continue;
    }
    std::array<char, 7> code;
    std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(text[at])));
    sink_({code.data(), 6});
  }
  if (text.size() > done) sink_(text.substr(done));
}

}  // namespace code_runner::http
