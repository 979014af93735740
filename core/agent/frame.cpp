#include "agent/frame.h"

#include <algorithm>

#include "agent/wire.h"

namespace code_runner::agent {
namespace {

bool IsKnown(std::uint8_t type) {
  return (type >= static_cast<std::uint8_t>(FrameType::kHello) &&
          type <= static_cast<std::uint8_t>(FrameType::kNext)) ||
         (type >= static_cast<std::uint8_t>(FrameType::kReady) &&
          type <= static_cast<std::uint8_t>(FrameType::kNetworkChecked));
}

}  // namespace

void AppendFrame(std::string& out, FrameType type, std::string_view payload) {
  WireWriter header;
  header.U32(static_cast<std::uint32_t>(payload.size()));
  header.U8(static_cast<std::uint8_t>(type));
  out.append(header.Take());
  out.append(payload);
}

void AppendData(std::string& out, FrameType type, std::string_view data) {
  while (!data.empty()) {
    const std::size_t size = std::min(data.size(), kFramePayloadBytesMax);
    AppendFrame(out, type, data.substr(0, size));
    data.remove_prefix(size);
  }
}

void FrameDecoder::Feed(std::string_view bytes) {
  buffer_.erase(0, begin_);
  begin_ = 0;
  if (!broken_) buffer_.append(bytes);
}

Result<std::optional<Frame>> FrameDecoder::Next() {
  const std::string_view rest = std::string_view(buffer_).substr(begin_);
  if (!broken_ && rest.size() < kFrameHeaderBytes) return std::optional<Frame>();
  WireReader header(rest);
  const std::size_t size = header.U32();
  const std::uint8_t type = header.U8();
  if (broken_ || size > kFramePayloadBytesMax || !IsKnown(type)) {
    broken_ = true;
    return Error{.code = ErrorCode::kProtocolError, .message = "malformed frame"};
  }
  if (rest.size() < kFrameHeaderBytes + size) return std::optional<Frame>();
  begin_ += kFrameHeaderBytes + size;
  return std::optional(Frame{static_cast<FrameType>(type), rest.substr(kFrameHeaderBytes, size)});
}

}  // namespace code_runner::agent
