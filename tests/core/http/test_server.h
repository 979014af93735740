// A real server on a free port of this machine, whose services a test chooses.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "http/server.h"

namespace code_runner::http {

inline constexpr std::chrono::milliseconds kNeverExpires{120'000};
inline constexpr std::chrono::milliseconds kSurelyExpires{150};

// Listens on the loopback address, and no time limit is ever reached.
ServerOptions TestOptions();

// A run echoes its code to stdout and exits with 0; Docker is there; one thing is counted; nobody is in a sandbox.
Services TestServices();

// The result of a program that printed `out` and exited with 0.
ExecutionResult Printed(std::string_view out, const std::string& run_id = "run");

class TestServer {
 public:
  explicit TestServer(ServerOptions options = TestOptions(), Services services = TestServices());

  std::uint16_t Port() const { return server_.Port(); }
  Server& Get() { return server_; }

 private:
  Server server_;
};

}  // namespace code_runner::http
