// A server that takes TLS off and hands the bytes to a unix socket: turns an engine, fake or real, into one behind TLS.
#pragma once

#include <openssl/ssl.h>

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/file_descriptor.h"
#include "support/temp_dir.h"

namespace code_runner::testing {

// A new authority and the certificates that it has signed, made with the openssl command.
class Certificates {
 public:
  Certificates();

  // Of the client, as docker::Endpoint::Parse takes it.
  std::string ClientDir() const { return dir_.Path(""); }
  std::string CaFile() const { return dir_.Path("ca.pem"); }
  // Of the server at 127.0.0.1.
  std::string ServerCertFile() const { return dir_.Path("server-cert.pem"); }
  std::string ServerKeyFile() const { return dir_.Path("server-key.pem"); }

 private:
  TempDir dir_;
};

// Listens on a free port of 127.0.0.1 and demands a certificate that the same authority has signed.
class TlsProxy {
 public:
  TlsProxy(const Certificates& certificates, const std::string& target_socket);
  ~TlsProxy();

  // "tcp://127.0.0.1:PORT"
  std::string Host() const;

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  struct Connection {
    FileDescriptor client;
    FileDescriptor target;
    std::jthread thread;
  };

  void Accept();
  void Serve(int client, int target);

  const std::string target_socket_;
  std::unique_ptr<SSL_CTX, FreeContext> context_;
  FileDescriptor listener_;
  std::mutex mutex_;
  std::list<Connection> connections_;  // guarded by mutex_
  bool stopping_ = false;              // guarded by mutex_
  std::jthread acceptor_;
};

}  // namespace code_runner::testing
