#include "docker/endpoint.h"

#include <sys/un.h>

#include <charconv>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace code_runner::docker {
namespace {

constexpr std::size_t kSocketPathMax = sizeof(sockaddr_un::sun_path) - 1;

Error Bad(const std::string& message) {
  return {ErrorCode::kBadRequest, message};
}

Result<Endpoint> UnixSocket(std::string_view path) {
  if (!path.starts_with('/')) return Bad("Docker's socket must be an absolute path");
  if (path.size() > kSocketPathMax) return Bad("the path of Docker's socket is too long");
  return Endpoint{.unix_socket = std::string(path), .base_url = "http://localhost"};
}

// Whether `address` is "host:port", the host a name, an IPv4 address or an IPv6 address in brackets.
bool IsHostAndPort(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = address.substr(0, colon);
  const std::string_view digits = address.substr(colon + 1);
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (host.find_first_of(is_bracketed ? "/?#@ " : "/?#@ :[]") != std::string_view::npos) return false;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc() && end == digits.data() + digits.size() && port != 0;
}

Result<Endpoint> Tcp(std::string_view address, const std::string& cert_dir) {
  if (!IsHostAndPort(address)) return Bad("Docker's TCP address must be tcp://host:port");
  if (cert_dir.empty()) return Endpoint{.base_url = "http://" + std::string(address)};
  Endpoint endpoint{.base_url = "https://" + std::string(address),
                    .ca_file = cert_dir + "/ca.pem",
                    .cert_file = cert_dir + "/cert.pem",
                    .key_file = cert_dir + "/key.pem"};
  for (const std::string& file : {endpoint.ca_file, endpoint.cert_file, endpoint.key_file}) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return Bad("there is no file " + file);
  }
  return endpoint;
}

}  // namespace

Result<Endpoint> Endpoint::Parse(const std::string& host, const std::string& cert_dir) {
  constexpr std::string_view kUnix = "unix://";
  constexpr std::string_view kTcp = "tcp://";
  const std::string_view text = host;
  if (text.starts_with(kUnix)) return UnixSocket(text.substr(kUnix.size()));
  if (text.starts_with(kTcp)) return Tcp(text.substr(kTcp.size()), cert_dir);
  if (text.starts_with('/')) return UnixSocket(text);
  return Bad("Docker's address must be unix:///path, tcp://host:port or an absolute path");
}

}  // namespace code_runner::docker
