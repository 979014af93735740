#include "http/request_id.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

namespace code_runner::http {
namespace {

constexpr std::size_t kIdBytesMax = 128;

bool IsIdCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

}  // namespace

std::string MakeRequestId() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, 16> bytes;
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("getrandom failed");
  }
  std::string id;
  for (const unsigned char byte : bytes) {
    id += kDigits[byte >> 4];
    id += kDigits[byte & 0xF];
  }
  return id;
}

std::string ChooseRequestId(std::string_view callers) {
  const bool sane = !callers.empty() && callers.size() <= kIdBytesMax && std::ranges::all_of(callers, IsIdCharacter);
  return sane ? std::string(callers) : MakeRequestId();
}

}  // namespace code_runner::http
