// A connected socket whose waits end.
#pragma once

#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>

#include <chrono>
#include <cstddef>

namespace code_runner::http {

// Poco's time limits begin anew with every read; here all reads share one deadline, so that a client who sends a byte
// now and then does not hold a connection for ever. Never raises SIGPIPE.
//
// Poco's streams swallow exceptions, so that the reason for which reading ended is kept, too. For one thread.
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor): Poco counts references and destroys it itself.
class DeadlineSocket : public Poco::Net::StreamSocketImpl {
 public:
  enum class ReadEnd { kNone, kClosed, kTimedOut, kTooMuch };

  // Takes over the descriptor of `socket`, which stays open as long as this object lives. `write_timeout` is for the
  // wait until the peer takes any more bytes.
  DeadlineSocket(const Poco::Net::StreamSocket& socket, std::chrono::milliseconds write_timeout);

  // Until the next call, reads end at `deadline`, or when `bytes_max` bytes have been read and more are wanted.
  void LimitReads(std::chrono::steady_clock::time_point deadline, std::size_t bytes_max);
  // Bytes read since that call.
  std::size_t BytesRead() const { return read_bytes_; }
  ReadEnd WhyReadingEnded() const { return read_end_; }
  bool WritingFailed() const { return writing_failed_; }

  // Tells the peer that no more will come, and throws away what it still sends, until it closes or `deadline`: closing
  // at once would make the kernel reset the connection, and the peer lose the answer.
  void Linger(std::chrono::steady_clock::time_point deadline);

  using Poco::Net::StreamSocketImpl::receiveBytes;
  using Poco::Net::StreamSocketImpl::sendBytes;
  // 0 at the end of input. Throws Poco::TimeoutException or Poco::Net::NetException.
  int receiveBytes(void* buffer, int length, int flags = 0) override;
  // Sends all of it. Throws the same.
  int sendBytes(const void* buffer, int length, int flags = 0) override;
  // Lets go of the descriptor, which its owner closes.
  void close() override { reset(); }

 protected:
  ~DeadlineSocket() override;

 private:
  [[noreturn]] void EndReading(ReadEnd reason);
  [[noreturn]] void EndWriting();

  const Poco::Net::StreamSocket socket_;  // owns the descriptor, together with whoever accepted it
  const std::chrono::milliseconds write_timeout_;
  std::chrono::steady_clock::time_point read_deadline_;
  std::size_t read_bytes_max_ = 0;
  std::size_t read_bytes_ = 0;
  ReadEnd read_end_ = ReadEnd::kNone;
  bool writing_failed_ = false;
};

}  // namespace code_runner::http
