#include "plugin/plan_call.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "model/relative_path.h"
#include "plugin/borrowed.h"

namespace code_runner::plugin {
namespace {

constexpr std::size_t kMessageBytesMax = 1024;
constexpr std::size_t kPlanFilesMax = 64;
constexpr std::size_t kPlanFileBytesMax = 1 << 20;
constexpr std::size_t kArgsMax = RequestBounds::kMaxArgs + 64;
constexpr std::size_t kVariablesMax = 256;
// Arguments and variables of one process: the caller's arguments and as much again. Two of them fit a message to the
// sandbox.
constexpr std::size_t kProcessBytesMax = 2 * RequestBounds::kMaxArgsBytes;
constexpr std::size_t kStringBytesMax = 128 * 1024 - 1;  // of execve(2)

code_runner_string Borrow(const std::string& text) {
  return {text.data(), text.size()};
}

// The request in the contract's form; borrows from it.
class RequestView {
 public:
  explicit RequestView(const ExecutionRequest& request) {
    for (const SourceFile& file : request.Files()) {
      files_.push_back({Borrow(file.path), Borrow(file.content), file.executable ? 1U : 0U});
    }
    for (const std::string& arg : request.Args()) args_.push_back(Borrow(arg));
    for (const auto& [name, value] : request.Variables()) variables_.push_back({Borrow(name), Borrow(value)});
    view_.struct_size = sizeof(view_);
    view_.code = Borrow(request.Code());
    view_.files = {files_.data(), files_.size()};
    view_.args = {args_.data(), args_.size()};
    view_.environment = {variables_.data(), variables_.size()};
  }
  const code_runner_request* Get() const { return &view_; }

 private:
  std::vector<code_runner_file> files_;
  std::vector<code_runner_string> args_;
  std::vector<code_runner_variable> variables_;
  code_runner_request view_{};
};

// Copies what a plugin emits, and remembers the first thing that is wrong with it.
class PlanReceiver {
 public:
  static void Emit(void* self, const code_runner_plan* plan) noexcept {
    static_cast<PlanReceiver*>(self)->Receive(plan);
  }

  bool Received() const { return received_; }
  const char* Problem() const { return problem_; }  // null: none
  ExecutionPlan Take() { return std::move(plan_); }

 private:
  void Receive(const code_runner_plan* emitted) try {
    if (std::exchange(received_, true)) return Complain("emitted more than one plan");
    constexpr std::size_t kSizeMin = offsetof(code_runner_plan, run) + sizeof(emitted->run);
    if (emitted == nullptr || emitted->struct_size < kSizeMin) return Complain("emitted a plan of no known size");
    CopyFiles(emitted->files);
    if (emitted->compile.args.size > 0) plan_.compile = CopyProcess(emitted->compile);
    if (emitted->run.args.size == 0) return Complain("emitted a plan without a run process");
    plan_.run = CopyProcess(emitted->run);
    CopyArtifact(emitted->artifact);
    plan_.may_prestart = emitted->may_prestart == 1;
  } catch (const std::bad_alloc&) {
    Complain("emitted a plan that does not fit the memory");
  }

  void CopyFiles(const code_runner_files& files) {
    if (!AreThere(files, kPlanFilesMax)) return Complain("emitted too many files, or none where it says some");
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < files.size; ++i) {
      const code_runner_file& file = files.items[i];
      if (!IsFilePath(file.path)) return Complain("emitted a file whose path is not relative or too long");
      if (!IsThere(file.content, kPlanFileBytesMax - bytes)) return Complain("emitted files that are too large");
      bytes += file.content.size;
      plan_.files.push_back({std::string(View(file.path)), std::string(View(file.content)), file.executable == 1});
    }
  }

  Process CopyProcess(const code_runner_process& process) {
    Process copy;
    if (!AreThere(process.args, kArgsMax) || !AreThere(process.environment, kVariablesMax)) {
      Complain("emitted a process with too many arguments or variables, or none where it says some");
      return copy;
    }
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < process.args.size; ++i) copy.args.push_back(CopyText(process.args.items[i], bytes));
    if (copy.args.front().empty()) Complain("emitted a process without a program");
    for (std::size_t i = 0; i < process.environment.size; ++i) {
      const code_runner_variable& variable = process.environment.items[i];
      auto& [name, value] =
          copy.environment.emplace_back(CopyText(variable.name, bytes), CopyText(variable.value, bytes));
      if (!IsVariableName(name)) Complain("emitted a variable without a proper name");
      if (name.size() + 1 + value.size() > kStringBytesMax) Complain("emitted a variable that is too long");
    }
    return copy;
  }

  void CopyArtifact(code_runner_string path) {
    if (path.size == 0) return;
    if (!plan_.compile) return Complain("emitted an artifact without a compile process");
    if (!IsFilePath(path)) return Complain("emitted an artifact whose path is not relative or too long");
    plan_.artifact = View(path);
  }

  // `bytes`: what the process has so far.
  std::string CopyText(code_runner_string text, std::size_t& bytes) {
    if (!IsThere(text, std::min(kStringBytesMax, kProcessBytesMax - bytes))) {
      Complain("emitted an argument or variable that is too long or not there");
      return {};
    }
    bytes += text.size;
    if (HasNul(View(text))) Complain("emitted a NUL byte in an argument or variable");
    return std::string(View(text));
  }

  static bool IsFilePath(code_runner_string path) {
    return IsThere(path, RequestBounds::kMaxFileNameBytes) && IsRelativePath(View(path)) && !HasNul(View(path)) &&
           !HasComponentOver(View(path), RequestBounds::kMaxFileNameComponentBytes);
  }

  void Complain(const char* problem) {
    if (problem_ == nullptr) problem_ = problem;
  }

  ExecutionPlan plan_;
  bool received_ = false;
  const char* problem_ = nullptr;
};

Error Fault(const std::string& problem) {
  return {ErrorCode::kPluginFault, "The runtime's plugin failed", problem};
}

Error InvalidRequest(const std::string& message) {
  Error error{ErrorCode::kInvalidRequest, message};
  error.violations.push_back({{"body"}, message, "value_error"});
  return error;
}

}  // namespace

Result<ExecutionPlan> CallPlan(decltype(code_runner_plugin::plan) plan, const ExecutionRequest& request) {
  const RequestView view(request);
  PlanReceiver receiver;
  std::array<char, kMessageBytesMax> buffer{};
  code_runner_message message{buffer.data(), buffer.size(), 0};
  const code_runner_status status = plan(view.Get(), PlanReceiver::Emit, &receiver, &message);
  const std::string text(buffer.data(), std::min(message.size, buffer.size()));
  if (receiver.Problem() != nullptr) return Fault(receiver.Problem());
  if (status == CODE_RUNNER_OK && !receiver.Received()) return Fault("reported success without a plan");
  if (status == CODE_RUNNER_OK) return receiver.Take();
  if (receiver.Received()) return Fault("emitted a plan and reported failure");
  if (status == CODE_RUNNER_INVALID_REQUEST) {
    return InvalidRequest(text.empty() ? "The runtime refuses this request" : text);
  }
  return Fault(text.empty() ? "failed without a message" : text);
}

}  // namespace code_runner::plugin
