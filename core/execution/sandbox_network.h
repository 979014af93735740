// The bridge that sandboxes with network are attached to.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "docker/client.h"

namespace code_runner::execution {

// Whether `address`, IPv4 or IPv6 in text form (also IPv4 mapped into IPv6), lies in `subnet`, in CIDR form.
bool IsInSubnet(std::string_view address, std::string_view subnet);

// Sandboxes on it reach the outside, but not one another. Made when missing, shared by all servers that use the same
// engine, and never removed. Thread-safe.
class SandboxNetwork {
 public:
  SandboxNetwork(docker::Client& docker, std::string name) : docker_(docker), name_(std::move(name)) {}

  // The network's id, once it exists and is known to keep sandboxes apart: the name may come to stand for another one.
  // kDockerError when there is a network of that name that is not ours; kDockerUnreachable, kDeadlineExceeded.
  Result<std::string> Ensure();

  // To be told that the engine does not know the network any more.
  void Invalidate();

  // Whether an address belongs to a sandbox, as far as the network has been looked up. Never waits for the engine.
  bool Contains(std::string_view address) const;

 private:
  Result<docker::NetworkInfo> FindOrCreate();

  docker::Client& docker_;
  const std::string name_;
  mutable std::mutex mutex_;          // never held while the engine is asked
  std::string id_;                    // empty: to be looked up
  std::vector<std::string> subnets_;  // as last looked up
};

}  // namespace code_runner::execution
