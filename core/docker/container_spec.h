// What the engine is told of a container to be created.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace code_runner::docker {

struct Tmpfs {
  std::string path;
  std::string options;  // of mount(8): "rw,exec,nosuid,nodev,size=1048576,uid=1001,gid=1001,mode=755"
};

// The fields' meanings are the Engine API's; what is not here, and every number that is 0, is the engine's default.
// Standard streams are always opened and attached, input once (`StdinOnce`), and no log is kept: the attach connection
// is all there is. IPC is private, and the engine starts neither an init process nor the container again.
struct ContainerSpec {
  std::string image = {};              // name or id
  std::string name = {};               // empty: the engine makes one up
  std::vector<std::string> args = {};  // for the image's entrypoint; empty: the image's own
  std::map<std::string, std::string> labels = {};
  std::string hostname = {};
  bool network_disabled = false;
  std::string network_mode = {};   // ignored when the network is disabled; empty: "default"
  std::uint64_t memory_bytes = 0;  // also the bound of memory and swap together
  std::uint64_t nano_cpus = 0;
  std::uint32_t cpu_shares = 0;
  std::int64_t pids_limit = 0;
  std::uint64_t shm_bytes = 0;
  std::vector<Tmpfs> tmpfs = {};
  std::vector<std::string> cap_drop = {};
  std::vector<std::string> cap_add = {};
  std::vector<std::string> security_opt = {};
  bool bare_system_paths = false;  // nothing is masked or read-only below /proc and /sys
  bool read_only_root = true;
  bool auto_remove = true;
  std::string oci_runtime = {};  // empty: the engine's default
};

// The body of `POST /containers/create`.
std::string ToJson(const ContainerSpec& spec);

}  // namespace code_runner::docker
