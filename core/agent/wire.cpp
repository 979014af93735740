#include "agent/wire.h"

#include <limits>

namespace code_runner::agent {

void WireWriter::U8(std::uint8_t value) {
  bytes_.push_back(static_cast<char>(value));
}

void WireWriter::U32(std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) U8(static_cast<std::uint8_t>(value >> shift));
}

void WireWriter::U64(std::uint64_t value) {
  U32(static_cast<std::uint32_t>(value >> 32));
  U32(static_cast<std::uint32_t>(value));
}

void WireWriter::Bool(bool value) {
  U8(value ? 1 : 0);
}

void WireWriter::String(std::string_view value) {
  Count(value.size());
  bytes_.append(value);
}

void WireWriter::Count(std::size_t elements) {
  U32(static_cast<std::uint32_t>(elements));
}

void WireWriter::Nanoseconds(std::chrono::nanoseconds value) {
  U64(static_cast<std::uint64_t>(value.count()));
}

std::uint8_t WireReader::U8() {
  return static_cast<std::uint8_t>(Unsigned(1));
}

std::uint32_t WireReader::U32() {
  return static_cast<std::uint32_t>(Unsigned(4));
}

std::uint64_t WireReader::U64() {
  return Unsigned(8);
}

bool WireReader::Bool() {
  const std::uint8_t value = U8();
  if (value > 1) Reject();
  return value == 1;
}

std::string_view WireReader::String() {
  return Take(U32());
}

std::chrono::nanoseconds WireReader::Nanoseconds() {
  const std::uint64_t value = U64();
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    Reject();
    return {};
  }
  return std::chrono::nanoseconds(static_cast<std::int64_t>(value));
}

std::string_view WireReader::Take(std::size_t bytes) {
  if (!ok_ || bytes > rest_.size()) {
    Reject();
    return {};
  }
  const std::string_view taken = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return taken;
}

std::uint64_t WireReader::Unsigned(std::size_t bytes) {
  std::uint64_t value = 0;
  for (const char byte : Take(bytes)) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

}  // namespace code_runner::agent
