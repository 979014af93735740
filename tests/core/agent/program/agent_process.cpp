#include "core/agent/program/agent_process.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace code_runner::agent {
namespace {

constexpr int kNamespaces = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;
constexpr int kSetUpFailed = 125;
constexpr int kSilenceMaxMs = 20'000;
constexpr int kExitMaxMs = 10'000;

pid_t CloneIntoNamespaces(int more = 0) {
  return static_cast<pid_t>(syscall(SYS_clone, kNamespaces | more | SIGCHLD, 0, 0, 0, 0));
}

// Between clone and exec: any step that fails ends the child, so the agent never runs anywhere but in its namespaces.
void Check(bool done, const std::string& step) {
  if (done) return;
  std::fprintf(stderr, "sandbox: %s: %s\n", step.c_str(), std::strerror(errno));
  _exit(kSetUpFailed);
}

void RaiseLoopback() {
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  request.ifr_name[0] = 'l';
  request.ifr_name[1] = 'o';
  request.ifr_flags = IFF_UP;
  Check(ioctl(any, SIOCSIFFLAGS, &request) == 0, "loopback");
  close(any);
}

void Bind(const std::string& from, const std::string& to) {
  mkdir(to.c_str(), 0755);
  Check(mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0, "bind " + from);
  mount_attr read_only{.attr_set = MOUNT_ATTR_RDONLY, .attr_clr = 0, .propagation = 0, .userns_fd = 0};
  Check(syscall(SYS_mount_setattr, AT_FDCWD, to.c_str(), AT_RECURSIVE, &read_only, sizeof(read_only)) == 0, to);
}

void MountWritable(const std::string& path, const std::string& size) {
  mkdir(path.c_str(), 0755);
  const std::string options = "uid=1001,gid=1001,mode=0755,size=" + size;
  Check(mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) == 0, "tmpfs " + path);
}

void BindSystem(const std::string& root) {
  for (const std::string name : {"/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr", "/dev"}) {
    char target[256] = {};
    if (readlink(name.c_str(), target, sizeof(target) - 1) > 0) {
      Check(symlink(target, (root + name).c_str()) == 0, name);
    } else if (access(name.c_str(), F_OK) == 0) {
      Bind(name, root + name);
    }
  }
}

void MountShared(const std::string& path) {
  Check(mount("tmpfs", path.c_str(), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=16m") == 0, "tmpfs " + path);
}

// In a mere chroot there could be no user namespace.
void ChangeRoot(const std::string& root) {
  Check(chdir(root.c_str()) == 0 && syscall(SYS_pivot_root, ".", ".") == 0, "pivot_root");
  Check(umount2(".", MNT_DETACH) == 0 && chdir("/") == 0, "old root");
  Check(mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0, "read-only root");
}

void MakeRoot(const std::string& root, const SandboxOptions& options) {
  Check(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
  Check(mount("tmpfs", root.c_str(), "tmpfs", 0, "mode=0755") == 0, "root");
  BindSystem(root);
  Bind(CODE_RUNNER_PROBES, root + "/probes");
  if (!options.skeleton_dir.empty()) Bind(options.skeleton_dir, root + "/skeleton");
  MountWritable(root + "/workspace", options.work_size);
  MountWritable(root + "/tmp", "16m");
  MountWritable(root + "/metadata", "16m");
  for (const char* folder : {"/sys", "/sys/fs", "/sys/fs/cgroup", "/proc"}) mkdir((root + folder).c_str(), 0755);
  if (!options.cgroup_dir.empty()) Bind(options.cgroup_dir, root + "/sys/fs/cgroup");
  Check(mount("proc", (root + "/proc").c_str(), "proc", 0, nullptr) == 0, "proc");
  for (const char* folder : {"/dev/shm", "/dev/mqueue"}) {
    if (access((root + folder).c_str(), F_OK) == 0) MountShared(root + folder);
  }
  ChangeRoot(root);
}

// What a container of the server has: these four, and no way to more.
void KeepContainerCapabilities() {
  __user_cap_data_struct kept[_LINUX_CAPABILITY_U32S_3] = {};
  for (const int capability : {CAP_SETUID, CAP_SETGID, CAP_KILL, CAP_SETPCAP}) {
    kept[0].effective |= 1U << capability;
    kept[0].permitted |= 1U << capability;
  }
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    const bool keep = capability < 32 && (kept[0].permitted & 1U << capability) != 0;
    if (!keep) Check(prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0, "bounding set");
  }
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  Check(syscall(SYS_capset, &header, kept) == 0, "capabilities");
  Check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
}

[[noreturn]] void BecomeAgent(const std::string& root, const SandboxOptions& options, int input, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  Check(getpid() == 1, "new pid namespace");
  const int agent = open(CODE_RUNNER_AGENT, O_PATH | O_CLOEXEC);
  Check(agent >= 0, "open agent");
  if (options.own_network) RaiseLoopback();
  MakeRoot(root, options);
  Check(dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0, "streams");
  if (options.processes_max > 0) {
    const rlimit processes{options.processes_max, options.processes_max};
    Check(setrlimit(RLIMIT_NPROC, &processes) == 0, "process limit");
  }
  KeepContainerCapabilities();
  char name[] = "code-runner-agent";
  char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
  char variable[] = "OF_IMAGE=image";
  std::string mode = options.mode;
  char* args[] = {name, mode.empty() ? nullptr : mode.data(), nullptr};
  char* environment[] = {path, variable, nullptr};
  syscall(SYS_execveat, agent, "", args, environment, AT_EMPTY_PATH);
  Check(false, "exec agent");
  _exit(kSetUpFailed);
}

bool WaitFor(int fd, short events, int timeout_ms) {
  pollfd slot{.fd = fd, .events = events, .revents = 0};
  return poll(&slot, 1, timeout_ms) > 0;
}

}  // namespace

std::string AgentProcess::WhyNot() {
  if (geteuid() != 0) return "needs root, to make namespaces and mounts";
  const pid_t pid = CloneIntoNamespaces();
  if (pid < 0) return std::string("no new namespaces here: ") + std::strerror(errno);
  if (pid == 0) _exit(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 ? 0 : kSetUpFailed);
  int status = 0;
  waitpid(pid, &status, 0);
  return status == 0 ? "" : "may not change mounts here";
}

AgentProcess::AgentProcess(const SandboxOptions& options) {
  char root[] = "/tmp/code_runner_agent_test.XXXXXX";
  int input[2];
  int output[2];
  if (mkdtemp(root) == nullptr || pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) std::abort();
  root_ = root;
  pid_ = CloneIntoNamespaces(options.own_network ? CLONE_NEWNET : 0);
  if (pid_ == 0) BecomeAgent(root_, options, input[0], output[1]);
  close(input[0]);
  close(output[1]);
  input_.Reset(input[1]);
  output_.Reset(output[0]);
  pid_fd_.Reset(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  std::signal(SIGPIPE, SIG_IGN);
}

AgentProcess::~AgentProcess() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  rmdir(root_.c_str());
}

void AgentProcess::Send(FrameType type, std::string_view payload) {
  std::string bytes;
  AppendFrame(bytes, type, payload);
  SendBytes(bytes);
}

// The agent may end in the middle of this; what it said then tells why.
void AgentProcess::SendBytes(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = write(input_.Get(), bytes.data(), bytes.size());
    if (size < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
}

void AgentProcess::SendHello(const std::string& skeleton_dir) {
  Send(FrameType::kHello, Encode(HelloMessage{kProtocolVersion, "/workspace", skeleton_dir}));
}

void AgentProcess::SendFile(const std::string& path, std::string_view content, bool executable) {
  std::string bytes;
  AppendFrame(bytes, FrameType::kFile, Encode(FileMessage{path, executable}));
  AppendData(bytes, FrameType::kFileData, content);
  SendBytes(bytes);
}

void AgentProcess::SendRun(const RunMessage& run) {
  std::string bytes;
  AppendRun(bytes, run);
  SendBytes(bytes);
}

void AgentProcess::SendNext(bool prestart) {
  Send(FrameType::kNext, Encode(NextMessage{prestart}));
  transcript_ = {};
}

void AgentProcess::Terminate() {
  kill(pid_, SIGTERM);
}

const Transcript& AgentProcess::ReceiveAll() {
  while (Receive()) continue;
  return transcript_;
}

std::optional<int> AgentProcess::WaitForExit() {
  if (!WaitFor(pid_fd_.Get(), POLLIN, kExitMaxMs)) return std::nullopt;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool AgentProcess::Receive() {
  char buffer[kFramePayloadBytesMax];
  if (!WaitFor(output_.Get(), POLLIN, kSilenceMaxMs)) return false;
  const ssize_t size = read(output_.Get(), buffer, sizeof(buffer));
  if (size <= 0) return false;
  decoder_.Feed({buffer, static_cast<std::size_t>(size)});
  while (true) {
    const auto frame = decoder_.Next();
    EXPECT_TRUE(frame.ok()) << "the agent broke the protocol";
    if (!frame.ok()) return false;
    if (!frame->has_value()) return true;
    Note(**frame);
  }
}

void AgentProcess::Note(const Frame& frame) {
  EXPECT_FALSE(transcript_.result || transcript_.failed) << "nothing may follow the last message";
  switch (frame.type) {
    case FrameType::kReady:
      transcript_.ready = DecodeReady(frame.payload)->version == kProtocolVersion;
      break;
    case FrameType::kStdout:
      transcript_.output.append(frame.payload);
      break;
    case FrameType::kStderr:
      transcript_.error.append(frame.payload);
      break;
    case FrameType::kCompileStdout:
      transcript_.compile_output.append(frame.payload);
      break;
    case FrameType::kCompileStderr:
      transcript_.compile_error.append(frame.payload);
      break;
    case FrameType::kCompiled:
      transcript_.compiled = *DecodeCompiled(frame.payload);
      break;
    case FrameType::kArtifact:
      transcript_.artifact.append(frame.payload);
      break;
    case FrameType::kMetadata:
      transcript_.metadata.append(frame.payload);
      break;
    case FrameType::kResult:
      transcript_.result = *DecodeResult(frame.payload);
      break;
    case FrameType::kFailed:
      transcript_.failed = *DecodeFailed(frame.payload);
      break;
    case FrameType::kStdinTaken:
      transcript_.stdin_taken_bytes += DecodeStdinTaken(frame.payload)->bytes;
      break;
    case FrameType::kNetworkChecked:
      transcript_.network_checks.push_back(DecodeNetworkChecked(frame.payload)->unchanged);
      break;
    default:
      ADD_FAILURE() << "not a message of the agent: " << static_cast<int>(frame.type);
  }
}

RunMessage MakeRun(std::vector<std::string> args) {
  return {.compile = std::nullopt,
          .run = {.args = std::move(args), .environment = {}},
          .timeout = kNeverExpires,
          .output_bytes_max = 64 * 1024 * 1024,
          .metadata_bytes_max = 1024 * 1024,
          .has_stdin = false,
          .artifact = {},
          .artifact_bytes_max = 0};
}

RunMessage MakeShellRun(const std::string& script) {
  return MakeRun({"sh", "-c", script});
}

std::string Probe(const std::string& name) {
  return "/probes/" + name;
}

Transcript Execute(const RunMessage& run, const SandboxOptions& options) {
  AgentProcess agent(options);
  agent.SendHello();
  agent.SendRun(run);
  return agent.ReceiveAll();
}

}  // namespace code_runner::agent
