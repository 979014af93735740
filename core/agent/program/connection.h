// The agent's end of the stream to the server: frames in on standard input, frames out on standard output.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/frame.h"
#include "base/result.h"

namespace code_runner::agent {

// Never blocks. What the server does not take is queued; who has much to send asks HasRoom() first, which bounds the
// queue by kQueueBytesMax and a few frames. REQUIRES: SIGPIPE is ignored.
class Connection {
 public:
  static constexpr std::size_t kQueueBytesMax = 64 * 1024;

  // `received`: bytes that have been read already.
  explicit Connection(std::string_view received = {});

  // Queues `data` as frames of `type` (one when it is empty) and sends what the server takes.
  void Send(FrameType type, std::string_view data);
  void Flush();
  bool HasRoom() const { return queue_.size() < kQueueBytesMax; }
  bool IsFlushed() const { return queue_.empty(); }

  // Reads what there is, at most one frame's worth.
  void Receive();
  // The next frame received, see FrameDecoder::Next.
  Result<std::optional<Frame>> NextFrame() { return decoder_.Next(); }

  // The server is gone: end of input, or nobody reads.
  bool IsClosed() const { return closed_; }

 private:
  FrameDecoder decoder_;
  std::vector<char> input_;
  std::string queue_;
  bool closed_ = false;
  bool input_is_wide_ = false;
  bool output_is_wide_ = false;
};

}  // namespace code_runner::agent
