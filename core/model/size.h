// Sizes as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace code_runner {

// "256m", "1g", "262144k", "1gb", "65536": a whole number and an optional unit k, kb, m, mb, g, gb or b in either case,
// of powers of 1024. Nothing for anything else, and for what does not fit 63 bits.
std::optional<std::uint64_t> ParseSize(std::string_view text);

}  // namespace code_runner
