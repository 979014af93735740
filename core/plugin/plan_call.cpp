#include "plugin/plan_call.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/descriptor_check.h"

namespace code_runner::plugin {
namespace {

constexpr std::size_t kMessageBytesMax = 1024;
constexpr std::size_t kPlanFilesMax = 64;
constexpr std::size_t kPlanFileBytesMax = 1 << 20;
constexpr std::size_t kArgsMax = RequestBounds::kMaxArgs + 64;
constexpr std::size_t kArgBytesMax = 128 * 1024;
constexpr std::size_t kVariablesMax = 256;

code_runner_string Borrow(const std::string& text) {
  return {text.data(), text.size()};
}
std::string_view View(code_runner_string text) {
  return {text.data, text.size};
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
  static void Emit(void* self, const code_runner_plan* plan) { static_cast<PlanReceiver*>(self)->Receive(plan); }

  const std::string& Problem() const { return problem_; }
  bool Received() const { return received_; }
  ExecutionPlan Take() { return std::move(plan_); }

 private:
  void Receive(const code_runner_plan* emitted) {
    if (received_) return Complain("emitted more than one plan");
    received_ = true;
    constexpr std::size_t kSizeMin = offsetof(code_runner_plan, run) + sizeof(emitted->run);
    if (emitted == nullptr || emitted->struct_size < kSizeMin) return Complain("emitted a plan of no known size");
    CopyFiles(emitted->files);
    plan_.compile = CopyProcess(emitted->compile);
    std::optional<Process> run = CopyProcess(emitted->run);
    if (!run) return Complain("emitted a plan without a run process");
    plan_.run = *std::move(run);
    plan_.artifact = Copy(emitted->artifact, RequestBounds::kMaxFileNameBytes);
    if (!plan_.artifact.empty() && (!plan_.compile || !IsRelativePath(plan_.artifact)))
      Complain("emitted a bad artifact path");
    plan_.may_prestart = emitted->may_prestart == 1;
  }

  void CopyFiles(const code_runner_files& files) {
    if (!IsSane(files, kPlanFilesMax)) return Complain("emitted too many files");
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < files.size; ++i) {
      const code_runner_file& file = files.items[i];
      SourceFile copy{Copy(file.path, RequestBounds::kMaxFileNameBytes), Copy(file.content, kPlanFileBytesMax),
                      file.executable == 1};
      if (!IsRelativePath(copy.path)) Complain("emitted a file whose path is not relative");
      if ((bytes += copy.content.size()) > kPlanFileBytesMax) return Complain("emitted files that are too large");
      plan_.files.push_back(std::move(copy));
    }
  }

  std::optional<Process> CopyProcess(const code_runner_process& process) {
    if (process.args.size == 0) return std::nullopt;
    if (!IsSane(process.args, kArgsMax) || !IsSane(process.environment, kVariablesMax)) {
      Complain("emitted a process with too many arguments or variables");
      return std::nullopt;
    }
    Process copy;
    for (std::size_t i = 0; i < process.args.size; ++i) copy.args.push_back(CopyText(process.args.items[i]));
    for (std::size_t i = 0; i < process.environment.size; ++i) {
      const code_runner_variable& variable = process.environment.items[i];
      copy.environment.emplace_back(CopyText(variable.name), CopyText(variable.value));
      const std::string& name = copy.environment.back().first;
      if (name.empty() || name.find('=') != std::string::npos) Complain("emitted a variable without a proper name");
    }
    return copy;
  }

  std::string CopyText(code_runner_string text) {
    std::string copy = Copy(text, kArgBytesMax);
    if (copy.find('\0') != std::string::npos) Complain("emitted a NUL byte in an argument or variable");
    return copy;
  }

  std::string Copy(code_runner_string text, std::size_t bytes_max) {
    if (text.size > bytes_max || (text.data == nullptr && text.size > 0)) {
      Complain("emitted a text that is too long or not there");
      return {};
    }
    return std::string(View(text));
  }

  template <class List>
  static bool IsSane(const List& list, std::size_t size_max) {
    return list.size <= size_max && (list.items != nullptr || list.size == 0);
  }

  void Complain(const char* problem) {
    if (problem_.empty()) problem_ = problem;
  }

  ExecutionPlan plan_;
  bool received_ = false;
  std::string problem_;
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
  if (!receiver.Problem().empty()) return Fault(receiver.Problem());
  if (status == CODE_RUNNER_OK && !receiver.Received()) return Fault("reported success without a plan");
  if (status == CODE_RUNNER_OK) return receiver.Take();
  if (receiver.Received()) return Fault("emitted a plan and reported failure");
  if (status == CODE_RUNNER_INVALID_REQUEST)
    return InvalidRequest(text.empty() ? "The runtime refuses this request" : text);
  return Fault(text.empty() ? "failed without a message" : text);
}

}  // namespace code_runner::plugin
