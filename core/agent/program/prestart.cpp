#include "agent/program/prestart.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <utility>

#include "agent/program/non_blocking.h"

namespace code_runner::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartTimeMax = 10s;
constexpr std::size_t kHandOverBytesMax = 64 * 1024;  // fits the channel at once
constexpr std::size_t kLineBytesMax = 1024;
constexpr std::size_t kLoggedBytesMax = 3072;
constexpr std::string_view kWaiting = "waiting";
constexpr std::string_view kTaken = "taken";

bool HasBytes(const FileDescriptor& pipe) {
  int bytes = 0;
  return ioctl(pipe.Get(), FIONREAD, &bytes) != 0 || bytes > 0;
}

void AppendString(std::string& text, std::string_view string) {
  text.append(string).push_back('\0');
}

std::string MakeHandOver(const Process& run) {
  std::string text;
  AppendString(text, std::to_string(run.args.size()));
  for (const std::string& arg : run.args) AppendString(text, arg);
  for (const std::string& variable : CompleteEnvironment(run.environment)) AppendString(text, variable);
  return text;
}

}  // namespace

void Prestart::Start(const Process& process, const std::string& work_dir) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
  control_.Reset(ends[0]);
  const FileDescriptor other_end(ends[1]);
  std::optional<Child> child = StartChild(process, work_dir, other_end);
  if (!child) return Forget();
  SetNonBlocking(control_.Get());
  child_ = *std::move(child);
  started_ = true;
  state_ = State::kStarting;
  deadline_ = Clock::now() + kStartTimeMax;
}

void Prestart::ReadControl() {
  char buffer[kLineBytesMax];
  const ssize_t size = read(control_.Get(), buffer, sizeof(buffer));
  if (size < 0 && WouldBlock()) return;
  if (size <= 0) {
    control_.Reset();
    return;
  }
  said_.append(buffer, static_cast<std::size_t>(size));
  for (std::size_t end = said_.find('\n'); end != std::string::npos; end = said_.find('\n')) {
    HandleLine(std::string_view(said_).substr(0, end));
    said_.erase(0, end + 1);
  }
  if (said_.size() > kLineBytesMax) said_.clear();
}

// What is none of the words of the channel is for the operator.
void Prestart::HandleLine(std::string_view line) {
  if (state_ == State::kStarting && line == kWaiting) {
    state_ = State::kWaiting;
    deadline_ = Clock::time_point::max();
  } else if (state_ == State::kHandedOver && line == kTaken) {
    state_ = State::kTaken;
    control_.Reset();
  } else if (logged_bytes_ + line.size() < kLoggedBytesMax) {
    const std::string text = std::string("prestart: ").append(line).append("\n");
    logged_bytes_ += text.size();
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
  }
}

bool Prestart::OnExit(pid_t pid) {
  if (!IsLeft() || pid != child_.pid) return false;
  Forget();
  return true;
}

void Prestart::End() {
  if (IsLeft()) kill(child_.pid, SIGKILL);
  deadline_ = Clock::time_point::max();
}

std::chrono::nanoseconds Prestart::CpuTime() const {
  clockid_t clock = 0;
  timespec time{};
  if (!IsLeft() || clock_getcpuclockid(child_.pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::optional<Child> Prestart::HandOver(const Process& run) {
  if (state_ != State::kWaiting || HasBytes(child_.output) || HasBytes(child_.error)) return std::nullopt;
  const std::string text = MakeHandOver(run);
  if (text.size() > kHandOverBytesMax) return std::nullopt;
  if (write(control_.Get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) return std::nullopt;
  shutdown(control_.Get(), SHUT_WR);
  state_ = State::kHandedOver;
  return std::exchange(child_, Child());
}

void Prestart::Forget() {
  state_ = State::kNone;
  child_ = Child();
  control_.Reset();
  deadline_ = Clock::time_point::max();
}

}  // namespace code_runner::agent
