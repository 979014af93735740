#include "execution/sandbox_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>

#include "base/log.h"
#include "image/labels.h"

namespace code_runner::execution {
namespace {

// Says that the network was made with the options below; a change of them changes the value.
constexpr const char* kPolicyLabel = "code-runner.network-policy";
constexpr const char* kPolicy = "isolated-1";

constexpr std::size_t kIpv4Bits = 32;
constexpr std::size_t kIpv6Bits = 128;
constexpr std::size_t kMappedPrefixBytes = 12;  // of an IPv4 address in an IPv6 one

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t bits = 0;
};

std::optional<Address> ParseAddress(const std::string& text) {
  Address address;
  if (::inet_pton(AF_INET, text.c_str(), address.bytes.data()) == 1) {
    address.bits = kIpv4Bits;
    return address;
  }
  in6_addr ipv6{};
  if (::inet_pton(AF_INET6, text.c_str(), &ipv6) != 1) return std::nullopt;
  const bool is_mapped = IN6_IS_ADDR_V4MAPPED(&ipv6) != 0;
  address.bits = is_mapped ? kIpv4Bits : kIpv6Bits;
  std::copy(std::begin(ipv6.s6_addr) + (is_mapped ? kMappedPrefixBytes : 0), std::end(ipv6.s6_addr),
            address.bytes.begin());
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
  {
    const std::scoped_lock lock(mutex_);
    if (!id_.empty()) return id_;
  }
  Result<docker::NetworkInfo> network = FindOrCreate();
  if (!network) return std::move(network).error();
  const auto policy = network->labels.find(kPolicyLabel);
  if (policy == network->labels.end() || policy->second != kPolicy) {
    return Error{ErrorCode::kDockerError, "Runs with network are not possible at the moment",
                 "network " + name_ + " exists, but was not made by this service; remove it or set SANDBOX_NETWORK"};
  }
  const std::scoped_lock lock(mutex_);
  subnets_ = std::move(network->subnets);
  id_ = std::move(network->id);
  return id_;
}

Result<docker::NetworkInfo> SandboxNetwork::FindOrCreate() {
  Result<docker::NetworkInfo> network = docker_.InspectNetwork(name_);
  if (network || network.error().code != ErrorCode::kNotFound) return network;
  docker::NetworkSpec spec;
  spec.name = name_;
  spec.labels = {{image::kManagedLabel, "true"}, {kPolicyLabel, kPolicy}};
  spec.options = {{"com.docker.network.bridge.enable_icc", "false"}};
  const Result<std::string> id = docker_.CreateNetwork(spec);
  if (id) Log(LogLevel::kInfo, "network_created", {{"network", name_}});
  // A conflict: another server was faster.
  if (!id && id.error().code != ErrorCode::kConflict) return id.error();
  return docker_.InspectNetwork(name_);
}

void SandboxNetwork::Invalidate() {
  const std::scoped_lock lock(mutex_);
  id_.clear();
}

bool SandboxNetwork::Contains(std::string_view address) const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(subnets_, [address](const std::string& subnet) { return IsInSubnet(address, subnet); });
}

}  // namespace code_runner::execution
