#include "setting_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <string_view>

#include "model/size.h"

namespace code_runner {
namespace {

std::string Trim(const std::string& text) {
  constexpr const char* kBlanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::string Unquote(const std::string& text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

bool IsName(std::string_view name) {
  const auto is_name_char = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && std::ranges::all_of(name, is_name_char);
}

template <class Number>
std::optional<Number> Parse(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <class Number>
std::string Range(Number lowest, Number highest) {
  std::ostringstream text;
  text << "must be from " << lowest << " to " << highest;
  return text.str();
}

}  // namespace

std::map<std::string, std::string> ParseDotEnv(const std::string& text, std::vector<std::string>& problems) {
  std::map<std::string, std::string> values;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line = Trim(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = Trim(line.substr(7));
    const std::size_t equals = line.find('=');
    const std::string name = Trim(line.substr(0, equals));
    if (equals == std::string::npos || !IsName(name)) {
      problems.push_back(".env line " + std::to_string(number) + ": must be NAME=value");
      continue;
    }
    values[name] = Unquote(Trim(line.substr(equals + 1)));
  }
  return values;
}

std::optional<std::string> SettingReader::Find(const std::string& name) const {
  std::optional<std::string> value = lookup_(name);
  if (value) *value = Trim(*value);
  if (value && value->empty()) return std::nullopt;
  return value;
}

void SettingReader::AddProblem(const std::string& name, const std::string& problem) {
  problems_.push_back(name + ": " + problem);
}

std::string SettingReader::Text(const std::string& name, const std::string& fallback) {
  return Find(name).value_or(fallback);
}

std::int64_t SettingReader::Number(const std::string& name, std::int64_t fallback, std::int64_t lowest,
                                   std::int64_t highest) {
  const std::optional<std::string> text = Find(name);
  if (!text) return fallback;
  const std::optional<std::int64_t> number = Parse<std::int64_t>(*text);
  if (number && *number >= lowest && *number <= highest) return *number;
  AddProblem(name, Range(lowest, highest));
  return fallback;
}

double SettingReader::Decimal(const std::string& name, double fallback, double lowest, double highest) {
  const std::optional<std::string> text = Find(name);
  if (!text) return fallback;
  const std::optional<double> number = Parse<double>(*text);
  if (number && *number >= lowest && *number <= highest) return *number;
  AddProblem(name, Range(lowest, highest));
  return fallback;
}

bool SettingReader::Bool(const std::string& name, bool fallback) {
  constexpr std::array<std::string_view, 4> kTrue = {"true", "1", "yes", "on"};
  constexpr std::array<std::string_view, 4> kFalse = {"false", "0", "no", "off"};
  std::optional<std::string> text = Find(name);
  if (!text) return fallback;
  std::ranges::transform(*text, text->begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (std::ranges::find(kTrue, *text) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, *text) != kFalse.end()) return false;
  AddProblem(name, "must be true or false");
  return fallback;
}

std::uint64_t SettingReader::Size(const std::string& name, std::uint64_t fallback, std::uint64_t lowest,
                                  std::uint64_t highest) {
  const std::optional<std::string> text = Find(name);
  if (!text) return fallback;
  const std::optional<std::uint64_t> size = ParseSize(*text);
  if (size && *size >= lowest && *size <= highest) return *size;
  AddProblem(name,
             "must be a size like \"256m\", \"1g\" or plain bytes, " + Range(lowest, highest).substr(8) + " bytes");
  return fallback;
}

std::vector<std::string> SettingReader::List(const std::string& name, char separator) {
  std::vector<std::string> parts;
  std::istringstream text(Find(name).value_or(""));
  for (std::string part; std::getline(text, part, separator);) {
    if (part = Trim(part); !part.empty()) parts.push_back(part);
  }
  return parts;
}

}  // namespace code_runner
