#include "http/body_reader.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/http_error.h"

namespace code_runner::http {
namespace {

constexpr std::size_t kPieceBytes = 16 * 1024;
constexpr std::size_t kLineBytesMax = 1024;  // chunk extensions and trailers
constexpr std::size_t kTrailersMax = 64;

HttpError BrokenChunk() {
  return {400, "Malformed chunk in the request body"};
}

void Append(ByteSource& source, std::uint64_t bytes, std::string& body, BodyBudget::Share& share) {
  while (bytes > 0) {
    const std::size_t old_size = body.size();
    const std::size_t wanted = std::min<std::uint64_t>(bytes, kPieceBytes);
    if (!share.Cover(old_size + wanted)) throw HttpError{503, "Too many large requests at once"};
    body.resize(old_size + wanted);
    const std::size_t got = source.GetBytes(body.data() + old_size, wanted);
    body.resize(old_size + got);
    bytes -= got;
  }
}

// A line without its CR LF.
std::string ReadLine(ByteSource& source) {
  std::string line;
  while (line.size() <= kLineBytesMax) {
    const char c = source.GetByte();
    if (c != '\n') {
      line += c;
      continue;
    }
    if (!line.ends_with('\r')) throw BrokenChunk();
    line.pop_back();
    return line;
  }
  throw BrokenChunk();
}

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// The number before an extension. At most 15 digits, so that it cannot overflow.
std::uint64_t ParseChunkSize(std::string_view line) {
  std::string_view digits = line.substr(0, line.find(';'));
  while (digits.ends_with(' ') || digits.ends_with('\t')) digits.remove_suffix(1);
  if (digits.empty() || digits.size() > 15) throw BrokenChunk();
  std::uint64_t size = 0;
  for (const char c : digits) {
    const std::optional<unsigned> digit = HexDigit(c);
    if (!digit) throw BrokenChunk();
    size = size << 4 | *digit;
  }
  return size;
}

void SkipTrailers(ByteSource& source) {
  for (std::size_t i = 0; i <= kTrailersMax; ++i) {
    if (ReadLine(source).empty()) return;
  }
  throw BrokenChunk();
}

std::string ReadChunks(ByteSource& source, std::size_t bytes_max, BodyBudget::Share& share) {
  std::string body;
  while (const std::uint64_t size = ParseChunkSize(ReadLine(source))) {
    if (size > bytes_max - body.size()) throw BodyTooLarge(bytes_max);
    Append(source, size, body, share);
    if (!ReadLine(source).empty()) throw BrokenChunk();
  }
  SkipTrailers(source);
  return body;
}

}  // namespace

HttpError BodyTooLarge(std::size_t bytes_max) {
  return {413, "Request body is larger than " + std::to_string(bytes_max) + " bytes"};
}

std::string ReadBody(ByteSource& source, const MessageFraming& framing, std::size_t bytes_max,
                     BodyBudget::Share& share) {
  if (framing.chunked) return ReadChunks(source, bytes_max, share);
  if (framing.content_length > bytes_max) throw BodyTooLarge(bytes_max);
  std::string body;
  Append(source, framing.content_length, body, share);
  return body;
}

}  // namespace code_runner::http
