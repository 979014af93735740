// The messages of the sandbox protocol, see runtimes/PROTOCOL.md. Encoders write payloads, decoders read payloads of an
// untrusted peer: every length is checked, and trailing bytes are an error (kProtocolError).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/process.h"

namespace code_runner::agent {

inline constexpr std::size_t kRunMessageBytesMax = 1024 * 1024;
inline constexpr std::chrono::milliseconds kTimeoutMax = std::chrono::hours(24);

// The server keeps no more than this many bytes of `stdin` on the way that the agent has not said to be taken.
inline constexpr std::size_t kStdinWindowBytes = 128 * 1024;

struct HelloMessage {
  std::uint32_t version = 0;
  std::string work_dir;
  std::string skeleton_dir;              // empty: none
  std::optional<Process> prestart = {};  // to be started ahead of the run
};

struct FileMessage {
  std::string path;
  bool executable = false;
};

struct RunMessage {
  std::optional<Process> compile;
  Process run;  // args not empty, no NUL anywhere, names not empty and without '='; so is `compile`
  std::chrono::milliseconds timeout{0};  // compile and run together, at most kTimeoutMax
  std::uint64_t output_bytes_max = 0;    // each stream
  std::uint64_t metadata_bytes_max = 0;
  bool has_stdin = false;
  bool may_prestart = false;  // the process that `hello` named may run it
  std::string artifact;       // a file that `compile` makes, relative to the work folder, to be sent; empty: none
  std::uint64_t artifact_bytes_max = 0;
};

struct ReadyMessage {
  std::uint32_t version = 0;
};

struct CompiledMessage {
  std::uint32_t exit_code = 0;  // 128 + n after signal n
  std::chrono::nanoseconds wall_time{0};
  std::uint64_t artifact_bytes = 0;  // that follow; 0: no artifact
  bool artifact_executable = false;
};

enum class Outcome : std::uint8_t {
  kExited = 0,
  kSignaled = 1,
  kTimedOut = 2,
  kOutOfMemory = 3,
  kCompileFailed = 4,
  kCancelled = 5,
};

struct ResultMessage {
  Outcome outcome = Outcome::kExited;
  std::uint32_t exit_code = 0;
  std::uint32_t signal = 0;  // 0: none
  std::chrono::nanoseconds wall_time{0};
  std::chrono::nanoseconds cpu_time{0};
  std::uint64_t peak_memory_bytes = 0;  // see PROTOCOL.md
  std::uint64_t stdout_bytes = 0;
  std::uint64_t stderr_bytes = 0;
  bool takes_another = false;  // the sandbox is as new after `next`
  bool prestarted = false;     // the process that `hello` named ran it
};

enum class FailureReason : std::uint8_t { kNoSpace = 1, kBadPath = 2, kExhausted = 3, kProtocol = 4, kNoCells = 5 };

struct FailedMessage {
  FailureReason reason = FailureReason::kProtocol;
  std::string message;
};

struct StdinTakenMessage {
  std::uint32_t bytes = 0;  // since the last one
};

struct NextMessage {
  bool prestart = true;  // the next cell starts the process that `hello` named, if it named one
};

struct NetworkCheckedMessage {
  bool unchanged = false;  // since the last `check_network`
};

std::string Encode(const HelloMessage& message);
std::string Encode(const FileMessage& message);
std::string Encode(const RunMessage& message);
std::string Encode(const ReadyMessage& message);
std::string Encode(const CompiledMessage& message);
std::string Encode(const ResultMessage& message);
std::string Encode(const FailedMessage& message);
std::string Encode(const StdinTakenMessage& message);
std::string Encode(const NextMessage& message);
std::string Encode(const NetworkCheckedMessage& message);

Result<HelloMessage> DecodeHello(std::string_view payload);
Result<FileMessage> DecodeFile(std::string_view payload);
Result<RunMessage> DecodeRun(std::string_view payload);
Result<ReadyMessage> DecodeReady(std::string_view payload);
Result<CompiledMessage> DecodeCompiled(std::string_view payload);
Result<ResultMessage> DecodeResult(std::string_view payload);
Result<FailedMessage> DecodeFailed(std::string_view payload);
Result<StdinTakenMessage> DecodeStdinTaken(std::string_view payload);
Result<NextMessage> DecodeNext(std::string_view payload);
Result<NetworkCheckedMessage> DecodeNetworkChecked(std::string_view payload);

// Appends a whole `run` message to `out`: `run_part` frames as needed, then `run`.
// REQUIRES: the encoded message is at most kRunMessageBytesMax.
void AppendRun(std::string& out, const RunMessage& message);

}  // namespace code_runner::agent
