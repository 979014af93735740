// A container that holds a network namespace for sandboxes, and in which nothing ever runs but the agent.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>

#include "base/result.h"
#include "docker/container_spec.h"
#include "execution/sandbox.h"
#include "execution/sandbox_shape.h"

namespace code_runner::execution {

inline constexpr const char* kRoleLabel = "code-runner.role";
inline constexpr const char* kHolderRole = "network-holder";

// The container of a holder, attached to the network `network_id`; any image with the agent in it will do.
docker::ContainerSpec MakeHolderSpec(const std::string& image_id, const SandboxPolicy& policy,
                                     const std::string& network_id);

// Not thread-safe.
class NetworkHolder {
 public:
  using Clock = std::chrono::steady_clock;

  explicit NetworkHolder(Sandbox container) : container_(std::move(container)) {}

  const std::string& Id() const { return container_.Id(); }
  // Whether it is still there. Never waits.
  bool IsAlive() { return container_.IsWaiting(); }
  // Whether everything that a process can see of the namespace is what it was at the last call, see the agent's
  // `ReadNetworkState`; the first one says false. An error means that the holder is of no use any more.
  Result<bool> IsUnchanged(Clock::time_point deadline, const std::stop_token& stop);

  Clock::time_point Created() const { return created_; }
  std::size_t Leases() const { return leases_; }
  void CountLease() { ++leases_; }

 private:
  Sandbox container_;
  Clock::time_point created_ = Clock::now();
  std::size_t leases_ = 0;
};

}  // namespace code_runner::execution
