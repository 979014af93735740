#include "docker/answer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "docker/json.h"

namespace code_runner::docker {
namespace {

template <class Number>
Number UnsignedAt(const JsonObject& object, const std::string& key) {
  const std::int64_t number = IntegerAt(object, key);
  if (!std::in_range<Number>(number)) throw Poco::RangeException("out of range", key);
  return static_cast<Number>(number);
}

int ParseExitCode(const std::string& text) {
  int code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) throw Poco::DataFormatException("exitCode");
  return code;
}

void ReadEvent(const JsonObject& event, ContainerEnd& end) {
  const std::string action = StringAt(event, "Action");
  if (action == "oom") end.out_of_memory = true;
  if (action != "die") return;
  const JsonObject::Ptr attributes = ObjectOrEmpty(*ObjectOrEmpty(event, "Actor"), "Attributes");
  end.exit_code = ParseExitCode(StringAt(*attributes, "exitCode"));
}

ContainerSummary ReadContainer(const JsonObject& object) {
  const std::chrono::seconds created(IntegerAt(object, "Created"));
  return {StringAt(object, "Id"), StringAt(object, "State"), std::chrono::system_clock::time_point(created),
          StringMapOrEmpty(object, "Labels")};
}

}  // namespace

Result<EngineInfo> ReadEngineInfo(std::string_view body) {
  return Decode([&] {
    const JsonObject::Ptr object = ParseObject(body);
    return EngineInfo{
        .version = StringAt(*object, "ServerVersion"),
        .api_version = "",
        .cgroup_version = StringOrEmpty(*object, "CgroupVersion"),
        .runtimes = ObjectOrEmpty(*object, "Runtimes")->getNames(),
        .default_runtime = StringOrEmpty(*object, "DefaultRuntime"),
        .security_options = StringsOrEmpty(*object, "SecurityOptions"),
        .cpus = UnsignedAt<std::uint32_t>(*object, "NCPU"),
        .memory_bytes = UnsignedAt<std::uint64_t>(*object, "MemTotal"),
    };
  });
}

Result<std::string> ReadId(std::string_view body) {
  return Decode([&] { return StringAt(*ParseObject(body), "Id"); });
}

Result<ImageInfo> ReadImage(std::string_view body) {
  return Decode([&] {
    const JsonObject::Ptr object = ParseObject(body);
    return ImageInfo{StringAt(*object, "Id"), StringMapOrEmpty(*ObjectOrEmpty(*object, "Config"), "Labels"),
                     UnsignedAt<std::uint64_t>(*object, "Size")};
  });
}

Result<std::vector<ContainerSummary>> ReadContainers(std::string_view body) {
  return Decode([&] {
    std::vector<ContainerSummary> containers;
    for (const JsonObject::Ptr& object : Objects(*ParseArray(body))) containers.push_back(ReadContainer(*object));
    return containers;
  });
}

Result<NetworkInfo> ReadNetwork(std::string_view body) {
  return Decode([&] {
    const JsonObject::Ptr object = ParseObject(body);
    NetworkInfo network{StringAt(*object, "Id"), {}, StringMapOrEmpty(*object, "Labels")};
    for (const JsonObject::Ptr& config : ObjectsOrEmpty(*ObjectOrEmpty(*object, "IPAM"), "Config")) {
      network.subnets.push_back(StringAt(*config, "Subnet"));
    }
    return network;
  });
}

Result<ContainerEnd> ReadContainerEnd(std::string_view body) {
  return Decode([&] {
    ContainerEnd end;
    while (!body.empty()) {
      const std::string_view line = body.substr(0, body.find('\n'));
      body.remove_prefix(std::min(line.size() + 1, body.size()));
      if (line.find('{') != std::string_view::npos) ReadEvent(*ParseObject(line), end);
    }
    return end;
  });
}

}  // namespace code_runner::docker
