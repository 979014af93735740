// How the client reaches the engine, and how long it waits.
#pragma once

#include <chrono>
#include <cstddef>

#include "docker/endpoint.h"

namespace code_runner::docker {

struct ClientOptions {
  Endpoint endpoint = {};
  std::chrono::milliseconds connect_timeout{2000};   // to connect, TLS handshake included
  std::chrono::milliseconds request_timeout{30000};  // each call that is not said to have another
  std::chrono::milliseconds ping_timeout{1500};      // `Ping`, and the question for the API version
  std::chrono::milliseconds build_timeout{30 * 60 * 1000};
  std::size_t response_bytes_max = 8 * 1024 * 1024;  // of one answer that is not streamed
};

}  // namespace code_runner::docker
