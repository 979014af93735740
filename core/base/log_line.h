// How an event of the log is written.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace code_runner {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning" (or "warn"), "error", in either case; nothing otherwise.
std::optional<LogLevel> ParseLogLevel(std::string_view text);

// kText: `TIME level=… event=… key=value …`. Texts that are empty or hold blanks, quotes, '=', backslashes or control
// characters are quoted and escaped, so that no value can forge a line or a field.
// kJson: an object with `time`, `level`, `event` and the keys (RFC 8259); bytes that are not UTF-8 become U+FFFD.
enum class LogFormat { kText, kJson };

// "text" or "json", in either case; nothing otherwise.
std::optional<LogFormat> ParseLogFormat(std::string_view text);

// A field of an event. Of a text, the first 4096 bytes are kept. The key is written as it is. Never give it code,
// output, keys or the values of environment variables.
struct LogField {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, double> value;

  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, double v) : key(k), value(v) {}
  template <std::integral I>
  LogField(std::string_view k, I v) : key(k), value(static_cast<std::int64_t>(v)) {}
};

// The event as one line, with its end. `time` is written as it is. Pure.
std::string FormatLogLine(LogFormat format, std::string_view time, LogLevel level, std::string_view event,
                          std::initializer_list<LogField> fields);

}  // namespace code_runner
