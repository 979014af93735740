// Starts programs and says how long each took: what scripts/bench puts into a container to measure bare processes
// there, without an interpreter's own start in the way.
//
// Commands come on standard input: the number of arguments, then the arguments, each ended by NUL. The answer to each
// is a line "NANOSECONDS STATUS BYTES": from before the program was started until it had ended and all its output was
// read, its exit code (-1 after a signal, 127 when it could not be started), and how much it printed.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kArgumentsMax = 64;

struct Measured {
  std::chrono::nanoseconds time{0};
  int status = 127;
  std::size_t bytes = 0;
};

bool ReadArguments(std::vector<std::string>& args) {
  std::string text;
  if (!std::getline(std::cin, text, '\0')) return false;
  const unsigned long count = std::strtoul(text.c_str(), nullptr, 10);
  if (count == 0 || count > kArgumentsMax) return false;
  args.assign(count, {});
  for (std::string& arg : args) {
    if (!std::getline(std::cin, arg, '\0')) return false;
  }
  return true;
}

// Returns posix_spawnp's error. Standard error stays ours, so that complaints can be read.
int Spawn(std::vector<std::string>& args, int output, pid_t& pid) {
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  const int error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

std::size_t ReadToEnd(int descriptor) {
  static std::array<char, 64 * 1024> buffer;
  std::size_t bytes = 0;
  for (ssize_t got = 0; (got = read(descriptor, buffer.data(), buffer.size())) > 0;) bytes += got;
  return bytes;
}

Measured Measure(std::vector<std::string>& args) {
  Measured measured;
  std::array<int, 2> output{};
  if (pipe2(output.data(), O_CLOEXEC) != 0) return measured;
  pid_t pid = 0;
  const auto begin = std::chrono::steady_clock::now();
  const int error = Spawn(args, output[1], pid);
  close(output[1]);
  if (error == 0) {
    measured.bytes = ReadToEnd(output[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    measured.time = std::chrono::steady_clock::now() - begin;
    measured.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  close(output[0]);
  return measured;
}

}  // namespace

int main() {
  std::vector<std::string> args;
  while (ReadArguments(args)) {
    const Measured measured = Measure(args);
    std::printf("%lld %d %zu\n", static_cast<long long>(measured.time.count()), measured.status, measured.bytes);
    std::fflush(stdout);
  }
}
