// A language runtime: what a checked plugin offers, in the core's own types.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "code_runner/plugin.h"
#include "model/execution_plan.h"
#include "model/execution_request.h"

namespace code_runner::plugin {

// Prefix of the images' names.
inline constexpr std::string_view kImagePrefix = "code-runner-";

// Immutable and thread-safe.
class Runtime {
 public:
  // Checks everything that the plugin says; kPluginFault names the first thing that is wrong. What `descriptor` points
  // to must live for ever.
  static Result<Runtime> Make(const code_runner_plugin& descriptor);

  const std::string& Id() const { return id_; }
  std::string ImageName() const { return std::string(kImagePrefix) + id_; }
  const std::vector<std::string>& Aliases() const { return aliases_; }
  const std::string& Name() const { return name_; }
  const std::string& Description() const { return description_; }
  const std::string& Version() const { return version_; }
  const std::string& FileExtension() const { return file_extension_; }
  const std::string& MainFile() const { return main_file_; }
  const std::string& DefaultEntrypoint() const { return default_entrypoint_; }
  const std::vector<SourceFile>& BuildContext() const { return build_context_; }
  // Text of the completions file; "[]" if there is none.
  const std::string& Completions() const { return completions_; }
  const std::string& WorkDir() const { return work_dir_; }
  const std::string& SkeletonDir() const { return skeleton_dir_; }
  // The process that starts up ahead of a run and waits for it, complete.
  const std::optional<Process>& Prestart() const { return prestart_; }
  const Environment& Variables() const { return environment_; }
  std::uint64_t AdvisedMemoryBytes() const { return advised_memory_bytes_; }  // 0: none
  std::chrono::seconds AdvisedTimeout() const { return advised_timeout_; }    // 0: none
  const std::string& HelloCode() const { return hello_code_; }
  const std::string& HelloStdout() const { return hello_stdout_; }

  // Makes the plan: the plugin's for the default entrypoint, the core's own for a custom one. Files are in the order of
  // writing: the plugin's, the caller's, the code unless it is empty. Variables are in the order of winning, the last
  // one over those before: the core's, the descriptor's, the plan's, the caller's. kInvalidRequest in the plugin's
  // words, or kPluginFault.
  Result<ExecutionPlan> MakePlan(const ExecutionRequest& request) const;

  // Has the prestart process import these modules before it waits. REQUIRES: Prestart(). Not thread-safe, as below.
  void ImportAhead(const std::vector<std::string>& modules);

  // Replaces the build context with an operator's own, and the completions if these are in it; kPluginFault when it
  // holds no Dockerfile. Not thread-safe: to be called before the runtime is shared.
  Status OverrideBuildContext(std::vector<SourceFile> files);

 private:
  Runtime() = default;

  // What every process of the runtime finds in its environment.
  Environment CommonEnvironment() const;

  std::string id_;
  std::vector<std::string> aliases_;
  std::string name_;
  std::string description_;
  std::string version_;
  std::string file_extension_;
  std::string main_file_;
  std::string default_entrypoint_;
  std::vector<SourceFile> build_context_;
  std::string completions_file_;
  std::string completions_ = "[]";
  std::string work_dir_;
  std::string skeleton_dir_;
  Environment environment_;
  std::optional<Process> prestart_;
  std::uint64_t advised_memory_bytes_ = 0;
  std::chrono::seconds advised_timeout_{0};
  std::string hello_code_;
  std::string hello_stdout_;
  decltype(code_runner_plugin::plan) plan_ = nullptr;
};

}  // namespace code_runner::plugin
