#include "http/json_validator.h"

#include <cstddef>

#include "base/utf8.h"

namespace code_runner::http {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Each function takes what it is named for from the front of the text, and returns whether it was there.
class Validator {
 public:
  explicit Validator(std::string_view text) : text_(text) {}

  bool Document() {
    const bool valid = Value(0);
    SkipSpace();
    return valid && text_.empty();
  }

 private:
  bool Value(int depth);
  bool Members(int depth, char close, bool named);
  bool Name();
  bool String();
  bool Character();
  bool Escape();
  bool UnicodeEscape();
  bool CodeUnit(std::string_view& unit);
  bool Number();
  bool Digits();

  bool Take(std::string_view token) {
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool Take(char c) { return Take(std::string_view(&c, 1)); }
  void SkipSpace() {
    while (Take(' ') || Take('\t') || Take('\n') || Take('\r')) continue;
  }

  std::string_view text_;
  bool has_nul_ = false;  // in the string that was taken last
};

bool Validator::Value(int depth) {
  SkipSpace();
  if (depth > kJsonDepthMax || text_.empty()) return false;
  switch (text_.front()) {
    case '{':
      return Members(depth + 1, '}', true);
    case '[':
      return Members(depth + 1, ']', false);
    case '"':
      return String();
    case 't':
      return Take("true");
    case 'f':
      return Take("false");
    case 'n':
      return Take("null");
    default:
      return Number();
  }
}

bool Validator::Members(int depth, char close, bool named) {
  if (depth > kJsonDepthMax) return false;
  text_.remove_prefix(1);
  SkipSpace();
  if (Take(close)) return true;
  do {
    if (named && !Name()) return false;
    if (!Value(depth)) return false;
    SkipSpace();
  } while (Take(','));
  return Take(close);
}

bool Validator::Name() {
  SkipSpace();
  has_nul_ = false;
  if (!String() || has_nul_) return false;
  SkipSpace();
  return Take(':');
}

bool Validator::String() {
  if (!Take('"')) return false;
  while (!Take('"')) {
    if (!Character()) return false;
  }
  return true;
}

bool Validator::Character() {
  if (text_.empty() || static_cast<unsigned char>(text_.front()) < 0x20) return false;
  if (Take('\\')) return Escape();
  const Utf8Sequence sequence = ScanUtf8(text_);
  text_.remove_prefix(sequence.bytes);
  return sequence.form == Utf8Sequence::Form::kComplete;
}

bool Validator::Escape() {
  if (Take('u')) return UnicodeEscape();
  constexpr std::string_view kShort = "\"\\/bfnrt";
  if (text_.empty() || kShort.find(text_.front()) == std::string_view::npos) return false;
  text_.remove_prefix(1);
  return true;
}

// A high surrogate must be followed by the escape of a low one, and a low one must not stand alone.
bool Validator::UnicodeEscape() {
  std::string_view unit;
  if (!CodeUnit(unit)) return false;
  has_nul_ = has_nul_ || unit == "0000";
  const auto is_surrogate = [](std::string_view hex, std::string_view second_digits) {
    return (hex[0] == 'd' || hex[0] == 'D') && second_digits.find(hex[1]) != std::string_view::npos;
  };
  constexpr std::string_view kHigh = "89abAB";
  constexpr std::string_view kLow = "cdefCDEF";
  if (is_surrogate(unit, kLow)) return false;
  if (!is_surrogate(unit, kHigh)) return true;
  return Take("\\u") && CodeUnit(unit) && is_surrogate(unit, kLow);
}

bool Validator::CodeUnit(std::string_view& unit) {
  unit = text_.substr(0, 4);
  text_.remove_prefix(unit.size());
  for (const char c : unit) {
    if (!IsHexDigit(c)) return false;
  }
  return unit.size() == 4;
}

bool Validator::Number() {
  Take('-');
  if (!Take('0') && !Digits()) return false;
  if (Take('.') && !Digits()) return false;
  if (!Take('e') && !Take('E')) return true;
  if (!Take('+')) Take('-');
  return Digits();
}

bool Validator::Digits() {
  const std::size_t size = text_.size();
  while (!text_.empty() && IsDigit(text_.front())) text_.remove_prefix(1);
  return text_.size() < size;
}

}  // namespace

bool IsJson(std::string_view text) {
  return Validator(text).Document();
}

}  // namespace code_runner::http
