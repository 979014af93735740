#include "docker/url.h"

#include "docker/json.h"

namespace code_runner::docker {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return encoded;
}

std::string WithQuery(std::string path, const std::vector<std::pair<std::string, std::string>>& query) {
  char separator = '?';
  for (const auto& [name, value] : query) {
    path += separator + name + '=' + PercentEncode(value);
    separator = '&';
  }
  return path;
}

std::string ToFilters(const std::map<std::string, std::vector<std::string>>& filters) {
  JsonObject object;
  for (const auto& [name, values] : filters) object.set(name, ToJsonArray(values));
  return ToText(object);
}

}  // namespace code_runner::docker
