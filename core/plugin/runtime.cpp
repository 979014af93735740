#include "plugin/runtime.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "plugin/borrowed.h"
#include "plugin/descriptor_check.h"
#include "plugin/plan_call.h"

namespace code_runner::plugin {
namespace {

constexpr const char* kImportsVariable = "CODE_RUNNER_PRESTART_IMPORTS";

std::string Copy(code_runner_string text) {
  return std::string(View(text));
}

std::vector<SourceFile> Copy(const code_runner_files& files) {
  std::vector<SourceFile> copies;
  for (std::size_t i = 0; i < files.size; ++i) {
    const code_runner_file& file = files.items[i];
    copies.push_back({Copy(file.path), Copy(file.content), file.executable == 1});
  }
  return copies;
}

std::string FindContent(const std::vector<SourceFile>& files, const std::string& path, const std::string& fallback) {
  const auto found = std::ranges::find(files, path, &SourceFile::path);
  return found == files.end() ? fallback : found->content;
}

// Variables that stand later win over earlier ones.
Environment Join(std::initializer_list<Environment> parts) {
  Environment all;
  for (const Environment& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

Result<Runtime> Runtime::Make(const code_runner_plugin& descriptor) {
  const Result<code_runner_plugin> checked = CheckDescriptor(descriptor);
  if (!checked) return checked.error();
  const code_runner_plugin& p = *checked;
  Runtime runtime;
  runtime.id_ = Copy(p.id);
  for (std::size_t i = 0; i < p.aliases.size; ++i) runtime.aliases_.push_back(Copy(p.aliases.items[i]));
  runtime.name_ = Copy(p.name);
  runtime.description_ = Copy(p.description);
  runtime.version_ = Copy(p.version);
  runtime.file_extension_ = Copy(p.file_extension);
  runtime.main_file_ = Copy(p.main_file);
  runtime.default_entrypoint_ = Copy(p.default_entrypoint);
  runtime.build_context_ = Copy(p.build_context);
  runtime.completions_file_ = Copy(p.completions_file);
  runtime.completions_ = FindContent(runtime.build_context_, runtime.completions_file_, "[]");
  runtime.work_dir_ = Copy(p.work_dir);
  runtime.skeleton_dir_ = Copy(p.skeleton_dir);
  for (std::size_t i = 0; i < p.environment.size; ++i) {
    runtime.environment_.emplace_back(Copy(p.environment.items[i].name), Copy(p.environment.items[i].value));
  }
  runtime.advised_memory_bytes_ = p.default_limits.memory_bytes;
  runtime.advised_timeout_ = std::chrono::seconds(p.default_limits.timeout_s);
  runtime.hello_code_ = Copy(p.hello_code);
  runtime.hello_stdout_ = Copy(p.hello_stdout);
  runtime.plan_ = p.plan;
  if (p.prestart.size > 0) {
    Process& prestart = runtime.prestart_.emplace();
    for (std::size_t i = 0; i < p.prestart.size; ++i) prestart.args.push_back(Copy(p.prestart.items[i]));
    prestart.environment = runtime.CommonEnvironment();
  }
  return runtime;
}

Result<ExecutionPlan> Runtime::MakePlan(const ExecutionRequest& request) const {
  ExecutionPlan plan;
  if (request.Entrypoint()) {
    plan.run.args = {"sh", "-c", *request.Entrypoint(), "sh"};
    plan.run.args.insert(plan.run.args.end(), request.Args().begin(), request.Args().end());
  } else {
    Result<ExecutionPlan> made = CallPlan(plan_, request);
    if (!made) {
      Error error = std::move(made).error();
      if (error.code == ErrorCode::kPluginFault) error.log = "plugin " + id_ + ": " + error.log;
      return error;
    }
    plan = *std::move(made);
  }
  plan.files.insert(plan.files.end(), request.Files().begin(), request.Files().end());
  if (!request.Code().empty()) plan.files.push_back({main_file_, request.Code(), false});
  const Environment common = CommonEnvironment();
  const auto complete = [&](Process& process) {
    process.environment = Join({common, process.environment, request.Variables()});
  };
  if (plan.compile) complete(*plan.compile);
  complete(plan.run);
  return plan;
}

Environment Runtime::CommonEnvironment() const {
  return Join({{{"HOME", work_dir_}, {"USER", "runner"}, {"LANG", "C.UTF-8"}}, environment_});
}

void Runtime::ImportAhead(const std::vector<std::string>& modules) {
  std::string names;
  for (const std::string& module : modules) names += (names.empty() ? "" : ",") + module;
  prestart_->environment.emplace_back(kImportsVariable, names);
}

Status Runtime::OverrideBuildContext(std::vector<SourceFile> files) {
  if (FindContent(files, "Dockerfile", "").empty()) {
    return Error{ErrorCode::kPluginFault, "the folder of runtime " + id_ + " holds no Dockerfile"};
  }
  build_context_ = std::move(files);
  completions_ = FindContent(build_context_, completions_file_, completions_);
  return Ok();
}

}  // namespace code_runner::plugin
