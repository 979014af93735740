#include "image/build_context.h"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>

#include <cstdint>
#include <string_view>

namespace code_runner::image {
namespace {

constexpr const char* kAgentEntry = ".code-runner/agent";

std::string DockerfileEnd(const std::string& work_dir) {
  const std::string uid = std::to_string(kRunnerUid);
  return "\nUSER root\n"
         "RUN grep -q '^runner:' /etc/group || echo 'runner:x:" +
         uid +
         ":' >> /etc/group; "
         "grep -q '^runner:' /etc/passwd || echo 'runner:x:" +
         uid + ":" + uid + "::" + work_dir +
         ":/bin/sh' >> /etc/passwd; "
         "mkdir -p /metadata " +
         work_dir +
         "\n"
         "COPY " +
         kAgentEntry + " " + kAgentPath +
         "\n"
         "WORKDIR /\n"
         "CMD []\n"
         "ENTRYPOINT [\"" +
         kAgentPath + "\"]\n";
}

void Add(Poco::SHA2Engine& sha256, std::string_view bytes) {
  const std::uint64_t size = bytes.size();  // with the length before it, no two lists of texts look the same
  sha256.update(&size, sizeof(size));
  sha256.update(bytes.data(), bytes.size());
}

std::string Digest(const std::vector<docker::TarEntry>& entries) {
  Poco::SHA2Engine sha256(Poco::SHA2Engine::SHA_256);
  for (const docker::TarEntry& entry : entries) {
    Add(sha256, entry.path);
    Add(sha256, entry.content);
    Add(sha256, entry.executable ? "x" : "-");
  }
  return Poco::DigestEngine::digestToHex(sha256.digest());
}

}  // namespace

BuildContext MakeBuildContext(const plugin::Runtime& runtime, const std::string& agent) {
  BuildContext context;
  for (const SourceFile& file : runtime.BuildContext()) {
    context.entries.push_back({file.path, file.content, file.executable});
    if (file.path == "Dockerfile") context.entries.back().content += DockerfileEnd(runtime.WorkDir());
  }
  context.entries.push_back({kAgentEntry, agent, true});
  context.digest = Digest(context.entries);
  return context;
}

}  // namespace code_runner::image
