#include "agent/message.h"

#include <utility>

#include "agent/frame.h"
#include "agent/wire.h"

namespace code_runner::agent {
namespace {

template <class Message>
Result<Message> Finish(const WireReader& reader, Message message, const char* name) {
  if (reader.Finished()) return message;
  return Error{.code = ErrorCode::kProtocolError, .message = std::string("malformed message: ") + name};
}

// A string that will be an argument of exec(2) or a path.
std::string ReadExecString(WireReader& reader) {
  const std::string_view text = reader.String();
  if (text.find('\0') != std::string_view::npos) reader.Reject();
  return std::string(text);
}

void Write(WireWriter& writer, const Process& process) {
  writer.Count(process.args.size());
  for (const std::string& arg : process.args) writer.String(arg);
  writer.Count(process.environment.size());
  for (const auto& [name, value] : process.environment) {
    writer.String(name);
    writer.String(value);
  }
}

// Counts are not trusted: nothing is reserved, and the loops end where the payload does.
Process ReadProcess(WireReader& reader) {
  Process process;
  for (std::uint32_t args = reader.U32(); args > 0 && reader.ok(); --args) {
    process.args.push_back(ReadExecString(reader));
  }
  for (std::uint32_t variables = reader.U32(); variables > 0 && reader.ok(); --variables) {
    std::string name = ReadExecString(reader);
    std::string value = ReadExecString(reader);
    if (name.empty() || name.find('=') != std::string::npos) reader.Reject();
    process.environment.emplace_back(std::move(name), std::move(value));
  }
  if (process.args.empty()) reader.Reject();
  return process;
}

std::chrono::milliseconds ReadTimeout(WireReader& reader) {
  const std::uint64_t timeout_ms = reader.U64();
  if (timeout_ms > static_cast<std::uint64_t>(kTimeoutMax.count())) {
    reader.Reject();
    return {};
  }
  return std::chrono::milliseconds(timeout_ms);
}

template <class Enum>
Enum ReadEnum(WireReader& reader, Enum first, Enum last) {
  const std::uint8_t value = reader.U8();
  if (value < static_cast<std::uint8_t>(first) || value > static_cast<std::uint8_t>(last)) {
    reader.Reject();
    return first;
  }
  return static_cast<Enum>(value);
}

}  // namespace

std::string Encode(const HelloMessage& message) {
  WireWriter writer;
  writer.U32(message.version);
  writer.String(message.work_dir);
  writer.String(message.skeleton_dir);
  writer.Bool(message.prestart.has_value());
  if (message.prestart) Write(writer, *message.prestart);
  return writer.Take();
}

std::string Encode(const FileMessage& message) {
  WireWriter writer;
  writer.String(message.path);
  writer.Bool(message.executable);
  return writer.Take();
}

std::string Encode(const RunMessage& message) {
  WireWriter writer;
  writer.Bool(message.compile.has_value());
  if (message.compile) Write(writer, *message.compile);
  Write(writer, message.run);
  writer.U64(static_cast<std::uint64_t>(message.timeout.count()));
  writer.U64(message.output_bytes_max);
  writer.U64(message.metadata_bytes_max);
  writer.Bool(message.has_stdin);
  writer.Bool(message.may_prestart);
  writer.String(message.artifact);
  writer.U64(message.artifact_bytes_max);
  return writer.Take();
}

std::string Encode(const ReadyMessage& message) {
  WireWriter writer;
  writer.U32(message.version);
  return writer.Take();
}

std::string Encode(const CompiledMessage& message) {
  WireWriter writer;
  writer.U32(message.exit_code);
  writer.Nanoseconds(message.wall_time);
  writer.U64(message.artifact_bytes);
  writer.Bool(message.artifact_executable);
  return writer.Take();
}

std::string Encode(const ResultMessage& message) {
  WireWriter writer;
  writer.U8(static_cast<std::uint8_t>(message.outcome));
  writer.U32(message.exit_code);
  writer.U32(message.signal);
  writer.Nanoseconds(message.wall_time);
  writer.Nanoseconds(message.cpu_time);
  writer.U64(message.peak_memory_bytes);
  writer.U64(message.stdout_bytes);
  writer.U64(message.stderr_bytes);
  writer.Bool(message.takes_another);
  writer.Bool(message.prestarted);
  return writer.Take();
}

std::string Encode(const FailedMessage& message) {
  WireWriter writer;
  writer.U8(static_cast<std::uint8_t>(message.reason));
  writer.String(message.message);
  return writer.Take();
}

std::string Encode(const StdinTakenMessage& message) {
  WireWriter writer;
  writer.U32(message.bytes);
  return writer.Take();
}

std::string Encode(const NextMessage& message) {
  WireWriter writer;
  writer.Bool(message.prestart);
  return writer.Take();
}

std::string Encode(const NetworkCheckedMessage& message) {
  WireWriter writer;
  writer.Bool(message.unchanged);
  return writer.Take();
}

Result<HelloMessage> DecodeHello(std::string_view payload) {
  WireReader reader(payload);
  HelloMessage message;
  message.version = reader.U32();
  message.work_dir = ReadExecString(reader);
  message.skeleton_dir = ReadExecString(reader);
  if (reader.Bool()) message.prestart = ReadProcess(reader);
  return Finish(reader, std::move(message), "hello");
}

Result<FileMessage> DecodeFile(std::string_view payload) {
  WireReader reader(payload);
  FileMessage message;
  message.path = reader.String();
  message.executable = reader.Bool();
  return Finish(reader, std::move(message), "file");
}

Result<RunMessage> DecodeRun(std::string_view payload) {
  WireReader reader(payload);
  RunMessage message;
  if (reader.Bool()) message.compile = ReadProcess(reader);
  message.run = ReadProcess(reader);
  message.timeout = ReadTimeout(reader);
  message.output_bytes_max = reader.U64();
  message.metadata_bytes_max = reader.U64();
  message.has_stdin = reader.Bool();
  message.may_prestart = reader.Bool();
  message.artifact = ReadExecString(reader);
  message.artifact_bytes_max = reader.U64();
  return Finish(reader, std::move(message), "run");
}

Result<ReadyMessage> DecodeReady(std::string_view payload) {
  WireReader reader(payload);
  const ReadyMessage message{.version = reader.U32()};
  return Finish(reader, message, "ready");
}

Result<CompiledMessage> DecodeCompiled(std::string_view payload) {
  WireReader reader(payload);
  CompiledMessage message;
  message.exit_code = reader.U32();
  message.wall_time = reader.Nanoseconds();
  message.artifact_bytes = reader.U64();
  message.artifact_executable = reader.Bool();
  return Finish(reader, message, "compiled");
}

Result<ResultMessage> DecodeResult(std::string_view payload) {
  WireReader reader(payload);
  ResultMessage message;
  message.outcome = ReadEnum(reader, Outcome::kExited, Outcome::kCancelled);
  message.exit_code = reader.U32();
  message.signal = reader.U32();
  message.wall_time = reader.Nanoseconds();
  message.cpu_time = reader.Nanoseconds();
  message.peak_memory_bytes = reader.U64();
  message.stdout_bytes = reader.U64();
  message.stderr_bytes = reader.U64();
  message.takes_another = reader.Bool();
  message.prestarted = reader.Bool();
  return Finish(reader, message, "result");
}

Result<FailedMessage> DecodeFailed(std::string_view payload) {
  WireReader reader(payload);
  FailedMessage message;
  message.reason = ReadEnum(reader, FailureReason::kNoSpace, FailureReason::kNoCells);
  message.message = reader.String();
  return Finish(reader, std::move(message), "failed");
}

Result<StdinTakenMessage> DecodeStdinTaken(std::string_view payload) {
  WireReader reader(payload);
  const StdinTakenMessage message{.bytes = reader.U32()};
  return Finish(reader, message, "stdin_taken");
}

Result<NextMessage> DecodeNext(std::string_view payload) {
  WireReader reader(payload);
  const NextMessage message{.prestart = reader.Bool()};
  return Finish(reader, message, "next");
}

Result<NetworkCheckedMessage> DecodeNetworkChecked(std::string_view payload) {
  WireReader reader(payload);
  const NetworkCheckedMessage message{.unchanged = reader.Bool()};
  return Finish(reader, message, "network_checked");
}

void AppendRun(std::string& out, const RunMessage& message) {
  const std::string encoded = Encode(message);
  std::string_view rest = encoded;
  while (rest.size() > kFramePayloadBytesMax) {
    AppendFrame(out, FrameType::kRunPart, rest.substr(0, kFramePayloadBytesMax));
    rest.remove_prefix(kFramePayloadBytesMax);
  }
  AppendFrame(out, FrameType::kRun, rest);
}

}  // namespace code_runner::agent
