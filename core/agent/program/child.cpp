#include "agent/program/child.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <string_view>
#include <vector>

#include "agent/program/non_blocking.h"
#include "agent/program/pipe.h"
#include "agent/program/user.h"

namespace code_runner::agent {
namespace {

constexpr int kExitNotFound = 127;
constexpr int kExitNotExecutable = 126;

// Strings as exec(2) wants them.
class StringArray {
 public:
  explicit StringArray(std::vector<std::string> strings) : strings_(std::move(strings)) {
    for (std::string& text : strings_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  StringArray(const StringArray&) = delete;
  StringArray& operator=(const StringArray&) = delete;

  char** Get() { return pointers_.data(); }

 private:
  std::vector<std::string> strings_;
  std::vector<char*> pointers_;
};

[[noreturn]] void ExitWith(int error, std::string_view subject) {
  const char* reason = error == ENOENT ? "not found" : std::strerror(error);
  const std::string message = std::string(subject).append(": ").append(reason).append("\n");
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, message.data(), message.size());
  _exit(error == ENOENT ? kExitNotFound : kExitNotExecutable);
}

// All of the agent's own descriptors are close-on-exec; closing them here is belt and braces.
void ReplaceDescriptors(const Pipe& input, const Pipe& output, const Pipe& error, const FileDescriptor& control) {
  dup2(error.write_end.Get(), STDERR_FILENO);
  dup2(output.write_end.Get(), STDOUT_FILENO);
  dup2(input.read_end.Get(), STDIN_FILENO);
  if (!control) {
    close_range(STDERR_FILENO + 1, ~0U, 0);
    return;
  }
  dup2(control.Get(), kControlFd);
  close_range(STDERR_FILENO + 1, kControlFd - 1, 0);
  close_range(kControlFd + 1, ~0U, 0);
}

[[noreturn]] void Execute(char** args, char** environment, const std::string& work_dir) {
  if (!BecomeUser()) ExitWith(errno, "cannot drop privileges");
  if (chdir(work_dir.c_str()) != 0) ExitWith(errno, work_dir);
  environ = environment;  // execvp looks PATH up here
  execvp(args[0], args);
  ExitWith(errno, args[0]);
}

}  // namespace

std::vector<std::string> CompleteEnvironment(const Environment& environment) {
  std::map<std::string_view, std::string_view> merged;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::size_t name_size = text.find('=');
    if (name_size != std::string_view::npos) merged[text.substr(0, name_size)] = text.substr(name_size + 1);
  }
  for (const auto& [name, value] : environment) merged[name] = value;
  std::vector<std::string> strings;
  for (const auto& [name, value] : merged) strings.push_back(std::string(name).append("=").append(value));
  return strings;
}

std::optional<Child> StartChild(const Process& process, const std::string& work_dir) {
  return StartChild(process, work_dir, FileDescriptor());
}

std::optional<Child> StartChild(const Process& process, const std::string& work_dir, const FileDescriptor& control) {
  StringArray args(process.args);
  StringArray environment(CompleteEnvironment(process.environment));
  Pipe input;
  Pipe output;
  Pipe error;
  if (!input.Open() || !output.Open() || !error.Open()) return std::nullopt;
  const pid_t pid = fork();
  if (pid < 0) return std::nullopt;
  if (pid == 0) {
    ReplaceDescriptors(input, output, error, control);
    Execute(args.Get(), environment.Get(), work_dir);
  }
  SetNonBlocking(input.write_end.Get());
  SetNonBlocking(output.read_end.Get());
  SetNonBlocking(error.read_end.Get());
  return Child{pid, std::move(input.write_end), std::move(output.read_end), std::move(error.read_end)};
}

}  // namespace code_runner::agent
