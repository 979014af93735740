// Request targets.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace code_runner::docker {

// Percent-encodes everything but the unreserved characters of RFC 3986: for one path segment or query value.
std::string PercentEncode(std::string_view text);

// "path?name=value&…", values encoded.
std::string WithQuery(std::string path, const std::vector<std::pair<std::string, std::string>>& query);

// The `filters` parameter: {"label":["a=b"]}.
std::string ToFilters(const std::map<std::string, std::vector<std::string>>& filters);

}  // namespace code_runner::docker
