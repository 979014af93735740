#include "execution/sandbox_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>

#include "base/log.h"
#include "image/labels.h"

namespace code_runner::execution {
namespace {

// Says that the network was made with the options below; a change of them changes the value.
constexpr const char* kPolicyLabel = "code-runner.network-policy";
constexpr const char* kPolicy = "isolated-1";

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t bits = 0;
};

std::optional<Address> ParseAddress(std::string text) {
  constexpr std::string_view kMapped = "::ffff:";
  if (text.starts_with(kMapped) && text.find('.') != std::string::npos) text.erase(0, kMapped.size());
  Address address;
  if (::inet_pton(AF_INET, text.c_str(), address.bytes.data()) == 1) {
    address.bits = 32;
  } else if (::inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) {
    address.bits = 128;
  } else {
    return std::nullopt;
  }
  return address;
}

bool HasPrefix(const Address& address, const Address& prefix, std::size_t bits) {
  for (std::size_t bit = 0; bit < bits; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((address.bytes[bit / 8] & mask) != (prefix.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

}  // namespace

bool IsInSubnet(std::string_view address, std::string_view subnet) {
  const std::size_t slash = subnet.find('/');
  if (slash == std::string_view::npos) return false;
  const std::optional<Address> prefix = ParseAddress(std::string(subnet.substr(0, slash)));
  const std::optional<Address> candidate = ParseAddress(std::string(address));
  std::size_t bits = 0;
  const char* end = subnet.data() + subnet.size();
  const auto parsed = std::from_chars(subnet.data() + slash + 1, end, bits);
  if (!prefix || !candidate || parsed.ec != std::errc() || parsed.ptr != end) return false;
  return prefix->bits == candidate->bits && bits <= prefix->bits && HasPrefix(*candidate, *prefix, bits);
}

Result<std::string> SandboxNetwork::Ensure() {
  const std::scoped_lock lock(mutex_);
  if (ready_) return name_;
  Result<docker::NetworkInfo> network = FindOrCreate();
  if (!network) return std::move(network).error();
  const auto policy = network->labels.find(kPolicyLabel);
  if (policy == network->labels.end() || policy->second != kPolicy) {
    return Error{ErrorCode::kDockerError, "Runs with network are not possible at the moment",
                 "network " + name_ + " exists, but was not made by this service; remove it or set SANDBOX_NETWORK"};
  }
  subnets_ = network->subnets;
  ready_ = true;
  return name_;
}

Result<docker::NetworkInfo> SandboxNetwork::FindOrCreate() {
  Result<docker::NetworkInfo> network = docker_.InspectNetwork(name_);
  if (network || network.error().code != ErrorCode::kNotFound) return network;
  docker::NetworkSpec spec;
  spec.name = name_;
  spec.labels = {{image::kManagedLabel, "true"}, {kPolicyLabel, kPolicy}};
  spec.options = {{"com.docker.network.bridge.enable_icc", "false"}};
  const Result<std::string> id = docker_.CreateNetwork(spec);
  if (!id && id.error().code != ErrorCode::kConflict) return id.error();
  Log(LogLevel::kInfo, "network_created", {{"network", name_}});
  return docker_.InspectNetwork(name_);
}

void SandboxNetwork::Invalidate() {
  const std::scoped_lock lock(mutex_);
  ready_ = false;
}

bool SandboxNetwork::Contains(std::string_view address) const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(subnets_, [address](const std::string& subnet) { return IsInSubnet(address, subnet); });
}

}  // namespace code_runner::execution
