#include "execution/artifact_key.h"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>

#include <cstdint>
#include <string_view>

namespace code_runner::execution {
namespace {

// Everything goes in with its length before it, and every list with its count, so that no two inputs look the same.
class KeyDigest {
 public:
  void AddCount(std::uint64_t count) { sha256_.update(&count, sizeof(count)); }
  void AddText(std::string_view text) {
    AddCount(text.size());
    sha256_.update(text.data(), text.size());
  }
  void AddFile(const SourceFile& file) {
    AddText(file.path);
    AddText(file.content);
    AddCount(file.executable ? 1 : 0);
  }
  void AddProcess(const Process& process) {
    AddCount(process.args.size());
    for (const std::string& arg : process.args) AddText(arg);
    AddCount(process.environment.size());
    for (const auto& [name, value] : process.environment) {
      AddText(name);
      AddText(value);
    }
  }
  std::string Finish() { return Poco::DigestEngine::digestToHex(sha256_.digest()); }

 private:
  Poco::SHA2Engine sha256_;
};

}  // namespace

std::string MakeArtifactKey(const plugin::Runtime& runtime, const std::string& image_id, const ExecutionPlan& plan,
                            const std::string& caller) {
  KeyDigest digest;
  digest.AddText(caller);
  digest.AddText(image_id);
  digest.AddText(runtime.WorkDir());
  digest.AddText(runtime.SkeletonDir());
  digest.AddCount(plan.files.size());
  for (const SourceFile& file : plan.files) digest.AddFile(file);
  digest.AddProcess(*plan.compile);
  digest.AddText(plan.artifact);
  return digest.Finish();
}

}  // namespace code_runner::execution
