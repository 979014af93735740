#include "agent/program/cell_network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "agent/program/user.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {
namespace {

constexpr const char* kLowestFreePort = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
constexpr const char* kMayPing = "/proc/sys/net/ipv4/ping_group_range";

std::string ReadSetting(const char* path) {
  const FileDescriptor file(open(path, O_RDONLY | O_CLOEXEC));
  std::array<char, 64> buffer;
  const ssize_t size = file ? read(file.Get(), buffer.data(), buffer.size()) : 0;
  return std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
}

bool WriteSetting(const std::pair<std::string, std::string>& setting) {
  const auto& [path, content] = setting;
  const FileDescriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && write(file.Get(), content.data(), content.size()) == static_cast<ssize_t>(content.size());
}

// "first\tlast" of the groups; "1\t0" is nobody.
bool MayPing(const std::string& range) {
  unsigned long first = 1;
  unsigned long last = 0;
  return std::sscanf(range.c_str(), "%lu %lu", &first, &last) == 2 && first <= kGroupId && kGroupId <= last;
}

bool BringLoopbackUp() {
  const FileDescriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", sizeof(request.ifr_name) - 1);
  if (!socket || ioctl(socket.Get(), SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  return ioctl(socket.Get(), SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

CellNetwork CellNetwork::Read() {
  CellNetwork network;
  if (std::string port = ReadSetting(kLowestFreePort); !port.empty()) {
    network.settings_.emplace_back(kLowestFreePort, std::move(port));
  }
  const std::string group = std::to_string(kGroupId);  // of all that may, the cell knows this one
  if (MayPing(ReadSetting(kMayPing))) network.settings_.emplace_back(kMayPing, group + " " + group);
  return network;
}

bool CellNetwork::Configure() const {
  return BringLoopbackUp() && std::ranges::all_of(settings_, WriteSetting);
}

}  // namespace code_runner::agent
