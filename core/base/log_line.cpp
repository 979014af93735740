#include "base/log_line.h"

#include <strings.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

#include "base/utf8.h"

namespace code_runner {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> kFormatNames = {"text", "json"};
constexpr std::size_t kTextBytesMax = 4096;

template <class Enum, std::size_t kCount>
std::optional<Enum> Parse(const std::array<std::string_view, kCount>& names, std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool same = text.size() == names[i].size() && ::strncasecmp(text.data(), names[i].data(), text.size()) == 0;
    if (same) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

std::string_view NameOf(LogLevel level) {
  return kLevelNames[static_cast<std::size_t>(level)];
}

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
}

// `code` is printf's format of the characters that have no short form.
void AppendEscaped(std::string& line, char c, const char* code) {
  constexpr std::string_view kNamed = "\"\\\n\r\t";
  constexpr std::string_view kNames = "\"\\nrt";
  if (const std::size_t found = kNamed.find(c); found != std::string_view::npos) {
    line.append({'\\', kNames[found]});
  } else if (IsControl(c)) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), code, static_cast<unsigned>(static_cast<unsigned char>(c)));
    line += text.data();
  } else {
    line += c;
  }
}

std::string_view Kept(std::string_view text) {
  return text.substr(0, kTextBytesMax);
}

std::string_view MarkOfCut(std::string_view text) {
  return text.size() > kTextBytesMax ? "..." : "";
}

std::string Number(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", number);
  return text.data();
}

bool NeedsQuotes(std::string_view text) {
  for (const char c : text) {
    if (IsControl(c) || c == ' ' || c == '"' || c == '\\' || c == '=') return true;
  }
  return text.empty();
}

void AppendText(std::string& line, std::string_view text) {
  const std::string_view kept = Kept(text);
  const bool quoted = NeedsQuotes(kept);
  if (quoted) line += '"';
  for (const char c : kept) AppendEscaped(line, c, "\\x%02x");
  line += MarkOfCut(text);
  if (quoted) line += '"';
}

void AppendValue(std::string& line, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    AppendText(line, *text);
  } else if (const auto* integer = std::get_if<std::int64_t>(&field.value)) {
    line += std::to_string(*integer);
  } else {
    line += Number(std::get<double>(field.value));
  }
}

void AppendJsonText(std::string& line, std::string_view text) {
  line += '"';
  for (std::string_view left = Kept(text); !left.empty();) {
    const Utf8Sequence sequence = ScanUtf8(left);
    if (sequence.bytes == 1 && sequence.form == Utf8Sequence::Form::kComplete) {
      AppendEscaped(line, left.front(), "\\u%04x");
    } else if (sequence.form == Utf8Sequence::Form::kComplete) {
      line += left.substr(0, sequence.bytes);
    } else {
      line += "\\ufffd";
    }
    left.remove_prefix(sequence.bytes);
  }
  line.append(MarkOfCut(text)).push_back('"');
}

// JSON has no infinity and no NaN.
void AppendJsonValue(std::string& line, const LogField& field) {
  const auto* number = std::get_if<double>(&field.value);
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    AppendJsonText(line, *text);
  } else if (number != nullptr && !std::isfinite(*number)) {
    line += "null";
  } else {
    AppendValue(line, field);
  }
}

std::string FormatText(std::string_view time, LogLevel level, std::string_view event,
                       std::initializer_list<LogField> fields) {
  std::string line(time);
  line.append(" level=").append(NameOf(level)).append(" event=");
  AppendText(line, event);
  for (const LogField& field : fields) {
    line.append(" ").append(field.key).append("=");
    AppendValue(line, field);
  }
  return line;
}

std::string FormatJson(std::string_view time, LogLevel level, std::string_view event,
                       std::initializer_list<LogField> fields) {
  std::string line(R"({"time":")");
  line.append(time).append(R"(","level":")").append(NameOf(level)).append(R"(","event":)");
  AppendJsonText(line, event);
  for (const LogField& field : fields) {
    line.append(",\"").append(field.key).append("\":");
    AppendJsonValue(line, field);
  }
  return line + "}";
}

}  // namespace

std::optional<LogLevel> ParseLogLevel(std::string_view text) {
  return Parse<LogLevel>(kLevelNames,
                         text.size() == 4 && ::strncasecmp(text.data(), "warn", 4) == 0 ? "warning" : text);
}

std::optional<LogFormat> ParseLogFormat(std::string_view text) {
  return Parse<LogFormat>(kFormatNames, text);
}

std::string FormatLogLine(LogFormat format, std::string_view time, LogLevel level, std::string_view event,
                          std::initializer_list<LogField> fields) {
  const auto& write = format == LogFormat::kJson ? FormatJson : FormatText;
  return write(time, level, event, fields) + '\n';
}

}  // namespace code_runner
