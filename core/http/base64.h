// Base64, as RFC 4648 has it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace code_runner::http {

// The bytes; nothing if there is a character outside the standard alphabet (also white space), or wrong padding.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace code_runner::http
