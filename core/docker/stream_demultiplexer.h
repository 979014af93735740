// The format of an attached stream without a terminal: frames of a header of eight bytes and a payload. The header is
// the stream (1 standard output, 2 standard error), three zero bytes, and the payload's length as a big-endian 32-bit
// number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace code_runner::docker {

// Takes the stream in pieces, cut anywhere, and keeps nothing but an unfinished header.
class StreamDemultiplexer {
 public:
  // Appends the payloads in `bytes` to `out` and `err`. kProtocolError for a header that is none; the stream is then of
  // no more use.
  Status Feed(std::string_view bytes, std::string& out, std::string& err);

 private:
  Status ReadHeader();

  std::array<unsigned char, 8> header_{};
  std::size_t header_size_ = 0;     // how many bytes of header_ are there
  std::uint32_t payload_left_ = 0;  // of the frame under way
  bool is_err_ = false;             // of the frame under way
};

}  // namespace code_runner::docker
