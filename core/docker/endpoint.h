// Where the engine listens.
#pragma once

#include <string>

#include "base/result.h"

namespace code_runner::docker {

// A unix socket, or TCP with or without TLS.
struct Endpoint {
  std::string unix_socket = {};  // absolute path; empty: TCP
  std::string base_url = {};     // "http://localhost" for a unix socket, else "http://host:port" or "https://host:port"
  // Of the TLS connection; empty: no TLS. PEM files.
  std::string ca_file = {};
  std::string cert_file = {};
  std::string key_file = {};

  // From `host`: "unix:///path", "tcp://host:port" or a bare absolute path of a socket. With a `cert_dir`, "tcp" means
  // TLS with its ca.pem, cert.pem and key.pem, and the server's certificate is verified; files must exist. kBadRequest
  // that says what is wrong.
  static Result<Endpoint> Parse(const std::string& host, const std::string& cert_dir);
};

}  // namespace code_runner::docker
