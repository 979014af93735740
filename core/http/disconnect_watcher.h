// Notices that clients go away.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "base/file_descriptor.h"
#include "base/result.h"

namespace code_runner::http {

// One thread that watches the sockets of requests under way. A client that has shut down its sending side counts as
// gone, too: on the wire it looks the same as one that closed. Thread-safe.
class DisconnectWatcher {
 public:
  // Ends the watching of one socket. Must end before the socket is closed, and before the watcher.
  class Watch {
   public:
    Watch(DisconnectWatcher& watcher, int socket);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // Stop is requested once the client is gone, on the watcher's thread: callbacks must be quick.
    std::stop_token Token() const { return source_.get_token(); }

   private:
    DisconnectWatcher& watcher_;
    const int socket_;
    const std::stop_source source_;
    const std::uint64_t id_;
  };

  // kInternal when the system has no descriptors left.
  static Result<std::unique_ptr<DisconnectWatcher>> Make();
  ~DisconnectWatcher();

 private:
  DisconnectWatcher(FileDescriptor epoll, FileDescriptor wake);

  std::uint64_t Add(int socket, const std::stop_source& source);
  void Remove(int socket, std::uint64_t id);
  void Loop();
  void OnGone(std::uint64_t id);

  const FileDescriptor epoll_;
  const FileDescriptor wake_;  // readable: the thread is to end
  std::mutex mutex_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, std::stop_source> watched_;
  std::thread thread_;
};

}  // namespace code_runner::http
