#include "setting_reader.h"

#include <strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <string_view>

#include "model/size.h"

namespace code_runner {
namespace {

constexpr const char* kBlanks = " \t\r";

std::string Trim(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// The value of a trimmed line of a `.env` file; nothing when a quote is not closed or something follows it.
std::optional<std::string> ParseValue(const std::string& text) {
  if (text.starts_with('"') || text.starts_with('\'')) {
    const std::size_t close = text.find(text.front(), 1);
    if (close == std::string::npos) return std::nullopt;
    const std::string rest = Trim(text.substr(close + 1));
    if (!rest.empty() && rest.front() != '#') return std::nullopt;
    return text.substr(1, close - 1);
  }
  if (text.starts_with('#')) return "";
  return Trim(text.substr(0, std::min(text.find(" #"), text.find("\t#"))));
}

bool IsName(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_name_char = [is_digit](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
  };
  return !name.empty() && !is_digit(name.front()) && std::ranges::all_of(name, is_name_char);
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
  text << "from " << lowest << " to " << highest;
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
    const bool has_name = equals != std::string::npos && IsName(name);
    std::optional<std::string> value = has_name ? ParseValue(Trim(line.substr(equals + 1))) : std::nullopt;
    if (value) {
      values[name] = *std::move(value);
    } else {
      problems.push_back(".env line " + std::to_string(number) + ": must be NAME=value");
    }
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
  AddProblem(name, "must be " + Range(lowest, highest));
  return fallback;
}

double SettingReader::Decimal(const std::string& name, double fallback, double lowest, double highest) {
  const std::optional<std::string> text = Find(name);
  if (!text) return fallback;
  const std::optional<double> number = Parse<double>(*text);
  if (number && *number >= lowest && *number <= highest) return *number;
  AddProblem(name, "must be " + Range(lowest, highest));
  return fallback;
}

bool SettingReader::Bool(const std::string& name, bool fallback) {
  constexpr std::array<const char*, 4> kTrue = {"true", "1", "yes", "on"};
  constexpr std::array<const char*, 4> kFalse = {"false", "0", "no", "off"};
  const std::optional<std::string> text = Find(name);
  if (!text) return fallback;
  const auto is_text = [&text](const char* word) { return ::strcasecmp(word, text->c_str()) == 0; };
  if (std::ranges::any_of(kTrue, is_text)) return true;
  if (std::ranges::any_of(kFalse, is_text)) return false;
  AddProblem(name, "must be true or false");
  return fallback;
}

std::uint64_t SettingReader::Size(const std::string& name, std::uint64_t fallback, std::uint64_t lowest,
                                  std::uint64_t highest) {
  const std::optional<std::string> text = Find(name);
  if (!text) return fallback;
  const std::optional<std::uint64_t> size = ParseSize(*text);
  if (size && *size >= lowest && *size <= highest) return *size;
  AddProblem(name, "must be a size like \"256m\", \"1g\" or plain bytes, " + Range(lowest, highest) + " bytes");
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

std::map<std::string, std::int64_t> SettingReader::Counts(const std::string& name, std::int64_t highest) {
  std::map<std::string, std::int64_t> counts;
  for (const std::string& item : List(name, ',')) {
    const std::size_t equals = std::min(item.find('='), item.size());
    const std::string key = Trim(item.substr(0, equals));
    const std::optional<std::int64_t> count = Parse<std::int64_t>(Trim(item.substr(std::min(equals + 1, item.size()))));
    const bool is_good = !key.empty() && count && *count >= 0 && *count <= highest;
    if (!is_good || !counts.emplace(key, *count).second) {
      AddProblem(name, "'" + item + "' must be like \"id=2\", " + Range<std::int64_t>(0, highest) + ", each id once");
    }
  }
  return counts;
}

}  // namespace code_runner
