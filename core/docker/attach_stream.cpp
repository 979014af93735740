#include "docker/attach_stream.h"

#include <array>
#include <optional>
#include <utility>

#include "docker/raw_connection.h"
#include "docker/stream_demultiplexer.h"

namespace code_runner::docker {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kReceiveBytesMax = 64 * 1024;

}  // namespace

struct AttachStream::State {
  std::unique_ptr<RawConnection> connection;
  std::string early;
  StreamDemultiplexer demultiplexer = {};
};

AttachStream::AttachStream(std::unique_ptr<RawConnection> connection, std::string early)
    : state_(new State{std::move(connection), std::move(early)}) {}
AttachStream::AttachStream(AttachStream&&) noexcept = default;
AttachStream& AttachStream::operator=(AttachStream&&) noexcept = default;
AttachStream::~AttachStream() = default;

int AttachStream::PollFd() const {
  return state_->connection->PollFd();
}

Result<std::size_t> AttachStream::Send(std::string_view bytes) {
  return state_->connection->Send(bytes);
}

Result<AttachOutput> AttachStream::Receive() {
  AttachOutput output;
  const std::string early = std::exchange(state_->early, {});
  if (Status fed = state_->demultiplexer.Feed(early, output.out, output.err); !fed.ok()) return std::move(fed).error();

  std::array<char, kReadBytes> buffer;
  for (std::size_t total = 0; total < kReceiveBytesMax;) {
    const std::optional<std::size_t> received = state_->connection->Receive(buffer.data(), buffer.size());
    if (!received) break;
    if (*received == 0) {
      output.closed = true;
      break;
    }
    total += *received;
    Status fed = state_->demultiplexer.Feed({buffer.data(), *received}, output.out, output.err);
    if (!fed.ok()) return std::move(fed).error();
  }
  return output;
}

}  // namespace code_runner::docker
