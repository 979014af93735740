#include "base/utf8.h"

namespace code_runner {
namespace {

struct Lead {
  std::size_t bytes;  // of the whole sequence; 0: cannot begin one
  unsigned char second_lowest = 0x80;
  unsigned char second_highest = 0xBF;
};

// Table 3-7 of the Unicode standard.
Lead Classify(unsigned char c) {
  if (c < 0x80) return {1};
  if (c < 0xC2) return {0};
  if (c < 0xE0) return {2};
  if (c == 0xE0) return {3, 0xA0, 0xBF};
  if (c == 0xED) return {3, 0x80, 0x9F};
  if (c < 0xF0) return {3};
  if (c == 0xF0) return {4, 0x90, 0xBF};
  if (c < 0xF4) return {4};
  if (c == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

}  // namespace

Utf8Sequence ScanUtf8(std::string_view text) {
  using Form = Utf8Sequence::Form;
  const Lead lead = Classify(static_cast<unsigned char>(text.front()));
  if (lead.bytes == 0) return {Form::kIllFormed, 1};
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    if (i == text.size()) return {Form::kIncomplete, i};
    const auto c = static_cast<unsigned char>(text[i]);
    const unsigned char lowest = i == 1 ? lead.second_lowest : 0x80;
    const unsigned char highest = i == 1 ? lead.second_highest : 0xBF;
    if (c < lowest || c > highest) return {Form::kIllFormed, i};
  }
  return {Form::kComplete, lead.bytes};
}

}  // namespace code_runner
