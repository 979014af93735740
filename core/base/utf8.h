// UTF-8, one sequence at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace code_runner {

// What a text begins with: a character, the begin of one that may go on, or a maximal subpart of an ill-formed
// sequence. Overlong forms, surrogates and what lies above U+10FFFF are ill-formed.
struct Utf8Sequence {
  enum class Form { kComplete, kIncomplete, kIllFormed };

  Form form;
  std::size_t bytes;  // of the text that belong to it; at least 1
};

// REQUIRES: the text is not empty.
Utf8Sequence ScanUtf8(std::string_view text);

}  // namespace code_runner
