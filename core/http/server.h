// The HTTP server.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "http/server_options.h"
#include "http/services.h"

namespace code_runner::http {

// A thread a connection, from a pool with small stacks. Start and Stop are for one thread.
class Server {
 public:
  Server(ServerOptions options, Services services);
  ~Server();  // stops at once if it was not stopped
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens from now on. kInternal when the address cannot be had. To be called once.
  Status Start();

  // The port it listens on, after Start.
  std::uint16_t Port() const;

  // From now on requests are refused with 503 and Retry-After, and idle connections are closed. Those under way get
  // until `drain` to end; then their clients are cut off, which stops the runs. Returns when all threads have ended.
  void Stop(std::chrono::milliseconds drain);

 private:
  class Running;

  const ServerOptions options_;
  const Services services_;
  std::unique_ptr<Running> running_;
};

}  // namespace code_runner::http
