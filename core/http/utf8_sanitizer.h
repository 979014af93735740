// Makes UTF-8 of any bytes.
#pragma once

#include <string>
#include <string_view>

#include "http/answer.h"

namespace code_runner::http {

// Each maximal subpart of an ill-formed sequence becomes one U+FFFD: the practice that Unicode recommends
// (chapter 3.9), and what Python's errors="replace" does. Overlong forms, surrogates and what lies above U+10FFFF are
// ill-formed. Sequences may be cut anywhere between pieces. One object a text; not thread-safe.
class Utf8Sanitizer {
 public:
  // Hands well-formed text to `sink`. Up to 3 bytes are held back, as they may be the begin of a character.
  void Write(std::string_view bytes, const TextSink& sink);
  // The text ends here. The object can be used for another one.
  void Finish(const TextSink& sink);

 private:
  std::string_view CompleteHeld(std::string_view bytes, const TextSink& sink);

  std::string held_;  // the begin of a sequence
};

}  // namespace code_runner::http
