// Names of requests, by which a client and the log speak of the same one.
#pragma once

#include <string>
#include <string_view>

namespace code_runner::http {

// 32 random hexadecimal digits.
std::string MakeRequestId();

// The caller's own id if it has 1 to 128 characters of [A-Za-z0-9._-], otherwise a fresh one.
std::string ChooseRequestId(std::string_view callers);

}  // namespace code_runner::http
