// The frames of the sandbox protocol: `u32 length | u8 type | payload`, see runtimes/PROTOCOL.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace code_runner::agent {

inline constexpr std::uint32_t kProtocolVersion = 2;
inline constexpr std::size_t kFrameHeaderBytes = 5;
inline constexpr std::size_t kFramePayloadBytesMax = 64 * 1024;

enum class FrameType : std::uint8_t {
  kHello = 1,
  kFile = 2,
  kFileData = 3,
  kRunPart = 4,
  kRun = 5,
  kStdin = 6,
  kStdinEnd = 7,
  kCancel = 8,
  kCheckNetwork = 9,
  kNext = 10,
  kReady = 65,
  kStdout = 66,
  kStderr = 67,
  kCompileStdout = 68,
  kCompileStderr = 69,
  kCompiled = 70,
  kMetadata = 71,
  kResult = 72,
  kFailed = 73,
  kStdinTaken = 74,
  kArtifact = 75,
  kNetworkChecked = 76,
};

struct Frame {
  FrameType type = FrameType::kHello;
  std::string_view payload;  // borrowed
};

// Appends a frame to `out`. REQUIRES: payload.size() <= kFramePayloadBytesMax.
void AppendFrame(std::string& out, FrameType type, std::string_view payload = {});

// Appends `data` as one or more frames of `type`; none when it is empty.
void AppendData(std::string& out, FrameType type, std::string_view data);

// Cuts a stream of bytes from an untrusted peer into frames. Holds at most one frame and what came with the last Feed.
// Not thread-safe.
class FrameDecoder {
 public:
  // Takes over bytes as they come.
  void Feed(std::string_view bytes);

  // The next whole frame, or nothing until more is fed; its payload is valid until the next call of either function.
  // kProtocolError for an overlong length or an unknown type; then every later call says so too.
  Result<std::optional<Frame>> Next();

 private:
  std::string buffer_;
  std::size_t begin_ = 0;
  bool broken_ = false;
};

}  // namespace code_runner::agent
