#include "docker/stream_demultiplexer.h"

#include <algorithm>
#include <cstring>

namespace code_runner::docker {
namespace {

constexpr unsigned char kOut = 1;
constexpr unsigned char kErr = 2;

}  // namespace

Status StreamDemultiplexer::Feed(std::string_view bytes, std::string& out, std::string& err) {
  while (!bytes.empty()) {
    if (payload_left_ > 0) {
      const std::string_view payload = bytes.substr(0, payload_left_);
      (is_err_ ? err : out) += payload;
      payload_left_ -= static_cast<std::uint32_t>(payload.size());
      bytes.remove_prefix(payload.size());
      continue;
    }
    const std::size_t taken = std::min(bytes.size(), header_.size() - header_size_);
    std::memcpy(header_.data() + header_size_, bytes.data(), taken);
    header_size_ += taken;
    bytes.remove_prefix(taken);
    if (header_size_ < header_.size()) break;
    if (const Status read = ReadHeader(); !read.ok()) return read;
  }
  return Ok();
}

Status StreamDemultiplexer::ReadHeader() {
  const bool is_known = header_[0] == kOut || header_[0] == kErr;
  if (!is_known || header_[1] != 0 || header_[2] != 0 || header_[3] != 0) {
    return Error{ErrorCode::kProtocolError, "The sandbox's stream is broken", "attach: malformed stream header"};
  }
  is_err_ = header_[0] == kErr;
  payload_left_ = 0;
  for (std::size_t i = 4; i < header_.size(); ++i) payload_left_ = payload_left_ << 8 | header_[i];
  header_size_ = 0;
  return Ok();
}

}  // namespace code_runner::docker
