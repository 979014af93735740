// Writes JSON piece by piece.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/spool.h"
#include "http/answer.h"
#include "http/utf8_sanitizer.h"

namespace code_runner::http {

// Sets commas and quotes, escapes, and replaces what is not UTF-8 (see Utf8Sanitizer); that the calls nest rightly is
// the caller's duty. Needs no memory for what it writes. Not thread-safe.
class JsonWriter {
 public:
  explicit JsonWriter(const TextSink& sink) : sink_(sink) {}

  void BeginObject() { Open("{"); }
  void EndObject() { Close("}"); }
  void BeginArray() { Open("["); }
  void EndArray() { Close("]"); }
  void Key(std::string_view key);

  void String(std::string_view value);
  Status String(const Spool& value);
  template <std::integral I>
  void Integer(I value) {
    Raw(std::to_string(value));
  }
  void Boolean(bool value) { Raw(value ? "true" : "false"); }
  void Null() { Raw("null"); }
  // With microseconds; what is not finite becomes null.
  void Seconds(double value);
  // Text that is JSON already.
  void Raw(std::string_view json);

 private:
  void Open(std::string_view bracket);
  void Close(std::string_view bracket);
  void Separate();
  void Escape(std::string_view text);

  const TextSink& sink_;
  bool needs_comma_ = false;
  Utf8Sanitizer sanitizer_;
};

// The JSON that `write` writes, for answers that are small.
template <std::invocable<JsonWriter&> Write>
std::string WriteJson(Write write) {
  std::string json;
  const TextSink sink = [&json](std::string_view piece) { json += piece; };
  JsonWriter writer(sink);
  write(writer);
  return json;
}

}  // namespace code_runner::http
