// How the HTTP server behaves.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/request_bounds.h"

namespace code_runner::http {

struct ServerOptions {
  std::string host = "0.0.0.0";  // address to listen on; "::" listens on IPv4, too
  std::uint16_t port = 8000;     // 0: any free one

  // API keys and tokens, all of equal power. None: everybody may do everything.
  std::vector<std::string> secrets;

  // Connections served at a time, a thread each. Beyond it the one that is idle for longest is closed; if none is idle,
  // the new one is answered 503.
  int max_connections = 1024;

  std::chrono::milliseconds idle_timeout{
      60'000};  // from an answer, or the connecting, to the next request's first byte
  std::chrono::milliseconds header_timeout{10'000};  // from a request's first byte to the end of its header
  std::chrono::milliseconds body_timeout{60'000};    // from there to the end of its body
  std::chrono::milliseconds write_timeout{30'000};   // without a byte of the answer taken by the client
  std::chrono::milliseconds linger_timeout{1'000};   // for a client to read an answer that it got while still sending

  std::size_t max_header_bytes = 32 * 1024;  // request line and header; counted in reads of at most 4 KiB
  std::size_t max_body_bytes = 8 << 20;
  // Of all bodies together, from their arrival until they are understood; the first 64 KiB of each do not count. Beyond
  // it requests are answered 503.
  std::size_t max_pending_body_bytes = 64 << 20;

  RequestBounds bounds;
};

}  // namespace code_runner::http
