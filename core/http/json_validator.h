// Whether a text is JSON, without making anything of it.
#pragma once

#include <string_view>

namespace code_runner::http {

// Objects and lists within one another that are accepted.
inline constexpr int kJsonDepthMax = 32;

// True for one value of any kind as RFC 8259 has it, in UTF-8, without lone surrogates, nested no deeper than
// kJsonDepthMax and with nothing but white space around it. The name of a member must not hold NUL: libraries in C, and
// Poco's parser, would cut it there and take it for another one. Needs no memory.
bool IsJson(std::string_view text);

}  // namespace code_runner::http
