// The playground: one page of HTML with everything it needs in it.
#pragma once

#include <string_view>

namespace code_runner::http {

extern const std::string_view kPlaygroundPage;

}  // namespace code_runner::http
