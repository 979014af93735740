#include "core/docker/tls_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace code_runner::testing {
namespace {

constexpr char kNewKey[] = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 ";

void RunCommand(const std::string& command) {
  if (std::system((command + " 2>/dev/null").c_str()) != 0) throw std::runtime_error(command);
}

FileDescriptor ListenOnLoopback() {
  FileDescriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener.Get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(listener.Get(), SOMAXCONN) != 0) {
    throw std::runtime_error("listen");
  }
  return listener;
}

FileDescriptor ConnectTo(const std::string& path) {
  FileDescriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  if (::connect(connection.Get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    connection.Reset();
  }
  return connection;
}

bool WriteAll(int fd, const char* data, int size) {
  for (int done = 0; done < size;) {
    const ssize_t sent = ::send(fd, data + done, static_cast<std::size_t>(size - done), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    done += static_cast<int>(sent);
  }
  return true;
}

// Hands on what is there in either direction; false when one side has ended.
bool Relay(SSL* client, int target) {
  std::array<char, 16 * 1024> buffer;
  std::array<pollfd, 2> descriptors = {{{SSL_get_fd(client), POLLIN, 0}, {target, POLLIN, 0}}};
  const bool is_pending = SSL_pending(client) > 0;
  ::poll(descriptors.data(), descriptors.size(), is_pending ? 0 : -1);
  if (is_pending || descriptors[0].revents != 0) {
    const int size = SSL_read(client, buffer.data(), static_cast<int>(buffer.size()));
    if (size <= 0 || !WriteAll(target, buffer.data(), size)) return false;
  }
  if (descriptors[1].revents != 0) {
    const ssize_t size = ::recv(target, buffer.data(), buffer.size(), 0);
    if (size <= 0 || SSL_write(client, buffer.data(), static_cast<int>(size)) <= 0) return false;
  }
  return true;
}

}  // namespace

Certificates::Certificates() {
  const std::string ca = "-CA " + CaFile() + " -CAkey " + dir_.Path("ca-key.pem");
  RunCommand(kNewKey + std::string("-subj /CN=authority -keyout ") + dir_.Path("ca-key.pem") + " -out " + CaFile());
  RunCommand(kNewKey + ca + " -subj /CN=server -addext subjectAltName=IP:127.0.0.1 -keyout " + ServerKeyFile() +
             " -out " + ServerCertFile());
  RunCommand(kNewKey + ca + " -subj /CN=client -keyout " + dir_.Path("key.pem") + " -out " + dir_.Path("cert.pem"));
}

TlsProxy::TlsProxy(const Certificates& certificates, const std::string& target_socket)
    : target_socket_(target_socket), context_(SSL_CTX_new(TLS_server_method())), listener_(ListenOnLoopback()) {
  std::signal(SIGPIPE, SIG_IGN);
  SSL_CTX* const context = context_.get();
  if (SSL_CTX_use_certificate_chain_file(context, certificates.ServerCertFile().c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, certificates.ServerKeyFile().c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_load_verify_locations(context, certificates.CaFile().c_str(), nullptr) != 1) {
    throw std::runtime_error("certificates");
  }
  // Without it OpenSSL refuses to resume the session of a client that has shown a certificate.
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>("proxy"), 5);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  acceptor_ = std::jthread([this] { Accept(); });
}

TlsProxy::~TlsProxy() {
  ::shutdown(listener_.Get(), SHUT_RDWR);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const Connection& connection : connections_) {
      ::shutdown(connection.client.Get(), SHUT_RDWR);
      ::shutdown(connection.target.Get(), SHUT_RDWR);
    }
  }
  acceptor_.join();
  connections_.clear();
}

std::string TlsProxy::Host() const {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  ::getsockname(listener_.Get(), reinterpret_cast<sockaddr*>(&address), &size);
  return "tcp://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

void TlsProxy::Accept() {
  while (true) {
    FileDescriptor client(::accept4(listener_.Get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    Connection& connection = connections_.emplace_back();
    connection.client = std::move(client);
    connection.target = ConnectTo(target_socket_);
    connection.thread = std::jthread([this, client_fd = connection.client.Get(), target_fd = connection.target.Get()] {
      Serve(client_fd, target_fd);
    });
  }
}

void TlsProxy::Serve(int client, int target) {
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(ssl.get(), client);
  if (target >= 0 && SSL_accept(ssl.get()) == 1) {
    while (Relay(ssl.get(), target)) {
    }
    SSL_shutdown(ssl.get());
  }
  // The descriptors stay ours until the end, so that no other connection gets their numbers.
  ::shutdown(client, SHUT_RDWR);
  ::shutdown(target, SHUT_RDWR);
}

}  // namespace code_runner::testing
