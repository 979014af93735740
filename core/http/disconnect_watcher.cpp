#include "http/disconnect_watcher.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "base/log.h"

namespace code_runner::http {
namespace {

constexpr std::uint64_t kWakeId = 0;

bool Register(int epoll, int fd, std::uint32_t events, std::uint64_t id) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = id;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

}  // namespace

DisconnectWatcher::Watch::Watch(DisconnectWatcher& watcher, int socket)
    : watcher_(watcher), socket_(socket), id_(watcher.Add(socket, source_)) {}

DisconnectWatcher::Watch::~Watch() {
  watcher_.Remove(socket_, id_);
}

Result<std::unique_ptr<DisconnectWatcher>> DisconnectWatcher::Make() {
  FileDescriptor epoll(::epoll_create1(EPOLL_CLOEXEC));
  FileDescriptor wake(::eventfd(0, EFD_CLOEXEC));
  if (!epoll || !wake || !Register(epoll.Get(), wake.Get(), EPOLLIN, kWakeId)) {
    return Error{ErrorCode::kInternal, "Internal Server Error", std::string("epoll: ") + std::strerror(errno)};
  }
  return std::unique_ptr<DisconnectWatcher>(new DisconnectWatcher(std::move(epoll), std::move(wake)));
}

DisconnectWatcher::DisconnectWatcher(FileDescriptor epoll, FileDescriptor wake)
    : epoll_(std::move(epoll)), wake_(std::move(wake)), thread_([this] { Loop(); }) {}

DisconnectWatcher::~DisconnectWatcher() {
  ::eventfd_write(wake_.Get(), 1);
  thread_.join();
}

std::uint64_t DisconnectWatcher::Add(int socket, const std::stop_source& source) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = ++last_id_;
  watched_.emplace(id, source);
  if (!Register(epoll_.Get(), socket, EPOLLRDHUP | EPOLLONESHOT, id)) {
    Log(LogLevel::kWarning, "disconnect_watch_failed", {{"error", std::strerror(errno)}});
  }
  return id;
}

void DisconnectWatcher::Remove(int socket, std::uint64_t id) {
  ::epoll_ctl(epoll_.Get(), EPOLL_CTL_DEL, socket, nullptr);
  const std::lock_guard lock(mutex_);
  watched_.erase(id);
}

void DisconnectWatcher::Loop() {
  std::array<epoll_event, 64> events;
  while (true) {
    const int count = ::epoll_wait(epoll_.Get(), events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const std::uint64_t id = events[static_cast<std::size_t>(i)].data.u64;
      if (id == kWakeId) return;
      OnGone(id);
    }
  }
}

void DisconnectWatcher::OnGone(std::uint64_t id) {
  std::optional<std::stop_source> source;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = watched_.find(id); found != watched_.end()) source = found->second;
  }
  if (source) source->request_stop();
}

}  // namespace code_runner::http
