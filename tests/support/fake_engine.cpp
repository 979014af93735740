#include "support/fake_engine.h"

#include <fnmatch.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <system_error>

namespace code_runner::testing {
namespace {

bool Matches(const std::string& pattern, const FakeRequest& request) {
  return ::fnmatch(pattern.c_str(), (request.method + " " + request.path).c_str(), 0) == 0;
}

FileDescriptor Listen(const std::string& path) {
  FileDescriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  if (::bind(listener.Get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(listener.Get(), SOMAXCONN) != 0) {
    throw std::system_error(errno, std::generic_category(), "listen on " + path);
  }
  return listener;
}

std::size_t ContentLength(const std::string& header) {
  constexpr std::string_view kName = "\r\nContent-Length:";
  for (std::size_t at = header.find("\r\n"); at != std::string::npos; at = header.find("\r\n", at + 2)) {
    if (::strncasecmp(header.c_str() + at, kName.data(), kName.size()) == 0) {
      return std::stoul(header.substr(at + kName.size()));
    }
  }
  return 0;
}

// "/v1.41/info?all=1" into version, path and query.
void SplitTarget(std::string target, FakeRequest& request) {
  if (const std::size_t mark = target.find('?'); mark != std::string::npos) {
    request.query = target.substr(mark + 1);
    target.resize(mark);
  }
  if (target.starts_with("/v1.")) {
    const std::size_t end = target.find('/', 1);
    request.version = target.substr(2, end - 2);
    target.erase(0, end);
  }
  request.path = target;
}

// The next request; `early` holds what was read too much. Nothing when the client has closed.
std::optional<FakeRequest> ReadRequest(FakeConnection& connection, std::string& early) {
  std::size_t end = std::string::npos;
  while ((end = early.find("\r\n\r\n")) == std::string::npos) {
    const std::string more = connection.Read();
    if (more.empty()) return std::nullopt;
    early += more;
  }
  FakeRequest request;
  request.header = early.substr(0, end + 2);
  early.erase(0, end + 4);
  const std::size_t method_end = request.header.find(' ');
  const std::size_t target_end = request.header.find(' ', method_end + 1);
  request.method = request.header.substr(0, method_end);
  SplitTarget(request.header.substr(method_end + 1, target_end - method_end - 1), request);
  for (const std::size_t length = ContentLength(request.header); early.size() < length;) {
    const std::string more = connection.Read();
    if (more.empty()) return std::nullopt;
    early += more;
  }
  request.body = early.substr(0, ContentLength(request.header));
  early.erase(0, request.body.size());
  return request;
}

}  // namespace

std::string Frame(char stream, std::string_view payload) {
  const auto size = static_cast<std::uint32_t>(payload.size());
  std::string frame = {stream, 0, 0, 0};
  for (int shift = 24; shift >= 0; shift -= 8) frame += static_cast<char>(size >> shift & 0xff);
  return frame.append(payload);
}

bool FakeConnection::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string FakeConnection::Read() {
  std::array<char, 64 * 1024> buffer;
  ssize_t received = 0;
  do {
    received = ::recv(fd_, buffer.data(), buffer.size(), 0);
  } while (received < 0 && errno == EINTR);
  return received > 0 ? std::string(buffer.data(), static_cast<std::size_t>(received)) : std::string();
}

void FakeConnection::ReadUntilClosed() {
  while (!Read().empty()) {
  }
}

void FakeConnection::Respond(const FakeResponse& response, const std::string& api_version) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " Scripted\r\n";
  if (!api_version.empty()) text += "Api-Version: " + api_version + "\r\n";
  if (response.status != 204 && response.status != 304) {
    text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n\r\n" +
            response.body;
  } else {
    text += "\r\n";
  }
  Write(text);
}

void FakeConnection::Upgrade() {
  Write(
      "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\n"
      "Upgrade: tcp\r\n\r\n");
}

FakeEngine::FakeEngine() : socket_path_(dir_.Path("engine.sock")) {
  On("*", [](const FakeRequest&) { return FakeResponse{404, R"({"message":"no such thing"})"}; });
  On("GET /_ping", [](const FakeRequest&) { return FakeResponse{200, "OK"}; });
  Start();
}

FakeEngine::~FakeEngine() {
  Stop();
}

void FakeEngine::On(const std::string& call, Answer answer) {
  const std::lock_guard lock(mutex_);
  handlers_.push_back({call, std::move(answer), nullptr});
}

void FakeEngine::OnConnection(const std::string& call, Exchange exchange) {
  const std::lock_guard lock(mutex_);
  handlers_.push_back({call, nullptr, std::move(exchange)});
}

void FakeEngine::SetApiVersion(const std::string& version) {
  const std::lock_guard lock(mutex_);
  api_version_ = version;
}

std::string FakeEngine::ApiVersion() const {
  const std::lock_guard lock(mutex_);
  return api_version_;
}

std::vector<FakeRequest> FakeEngine::Requests(const std::string& call) const {
  const std::lock_guard lock(mutex_);
  std::vector<FakeRequest> matching;
  for (const FakeRequest& request : requests_) {
    if (Matches(call, request)) matching.push_back(request);
  }
  return matching;
}

int FakeEngine::ConnectionCount() const {
  const std::lock_guard lock(mutex_);
  return connection_count_;
}

void FakeEngine::Start() {
  listener_ = Listen(socket_path_);
  stopping_ = false;
  acceptor_ = std::jthread([this, listener = listener_.Get()] { Accept(listener); });
}

void FakeEngine::Stop() {
  if (!listener_) return;
  ::shutdown(listener_.Get(), SHUT_RDWR);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const Connection& connection : connections_) {
      if (connection.fd) ::shutdown(connection.fd.Get(), SHUT_RDWR);
    }
  }
  acceptor_.join();
  connections_.clear();
  listener_.Reset();
  ::unlink(socket_path_.c_str());
}

void FakeEngine::Accept(int listener) {
  while (true) {
    FileDescriptor accepted(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (!accepted) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    ++connection_count_;
    Connection& connection = connections_.emplace_back();
    connection.fd = std::move(accepted);
    connection.thread = std::jthread([this, &connection, fd = connection.fd.Get()] { Serve(connection, fd); });
  }
}

FakeEngine::Handler FakeEngine::Dispatch(const FakeRequest& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  auto handler = handlers_.rbegin();
  while (!Matches(handler->call, request)) ++handler;
  return *handler;
}

void FakeEngine::Serve(Connection& connection, int fd) {
  FakeConnection peer(fd);
  std::string early;
  while (const std::optional<FakeRequest> request = ReadRequest(peer, early)) {
    const Handler handler = Dispatch(*request);
    if (handler.exchange) {
      handler.exchange(*request, peer);
      break;
    }
    peer.Respond(handler.answer(*request), ApiVersion());
  }
  const std::lock_guard lock(mutex_);
  connection.fd.Reset();
}

}  // namespace code_runner::testing
