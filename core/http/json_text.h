// JSON in the body of a request.
#pragma once

#include <Poco/Dynamic/Var.h>

#include <optional>
#include <string>

#include "http/json_validator.h"

namespace code_runner::http {

// The object or list that a text is; nothing if it is anything else, malformed, not UTF-8, nested deeper than
// kJsonDepthMax, followed by anything, or holds a lone surrogate, a name with NUL in it or a number that no 64-bit type
// can hold. Of equal names the last one counts. NUL characters in values are kept.
std::optional<Poco::Dynamic::Var> ParseJson(const std::string& text);

}  // namespace code_runner::http
