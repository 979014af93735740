#include "execution/result_collector.h"

#include <algorithm>
#include <utility>

#include "agent/message.h"

namespace code_runner::execution {
namespace {

constexpr int kOutOfMemoryExitCode = 137;
constexpr int kNoExitCode = -1;
constexpr int kSignalBase = 128;
constexpr std::uint32_t kExitCodeMax = 255;
constexpr std::uint32_t kSignalMax = 64;
constexpr std::size_t kComplaintBytesMax = 2048;  // of the agent's words that reach the client

Error Broken(const char* how) {
  return {ErrorCode::kProtocolError, "The sandbox failed", how};
}

ExecutionStatus ToStatus(agent::Outcome outcome) {
  switch (outcome) {
    case agent::Outcome::kExited:
      return ExecutionStatus::kExited;
    case agent::Outcome::kSignaled:
      return ExecutionStatus::kSignaled;
    case agent::Outcome::kTimedOut:
      return ExecutionStatus::kTimedOut;
    case agent::Outcome::kOutOfMemory:
      return ExecutionStatus::kOutOfMemory;
    case agent::Outcome::kCompileFailed:
      return ExecutionStatus::kCompileFailed;
    case agent::Outcome::kCancelled:
      return ExecutionStatus::kCancelled;
  }
  return ExecutionStatus::kExited;
}

int ToExitCode(const agent::ResultMessage& message) {
  switch (message.outcome) {
    case agent::Outcome::kTimedOut:
    case agent::Outcome::kCancelled:
      return kNoExitCode;
    case agent::Outcome::kOutOfMemory:
      return kOutOfMemoryExitCode;
    case agent::Outcome::kSignaled:
      return kSignalBase + static_cast<int>(message.signal);
    default:
      return static_cast<int>(message.exit_code);
  }
}

bool IsConsistent(const agent::ResultMessage& message, bool has_compile) {
  if (message.exit_code > kExitCodeMax || message.signal > kSignalMax) return false;
  switch (message.outcome) {
    case agent::Outcome::kExited:
      return message.signal == 0;
    case agent::Outcome::kSignaled:
      return message.signal != 0;
    case agent::Outcome::kCompileFailed:
      return has_compile;
    default:
      return true;
  }
}

}  // namespace

ResultCollector::ResultCollector(bool has_compile, std::uint64_t output_bytes_max, std::uint64_t metadata_bytes_max,
                                 ArtifactDraft* artifact)
    : output_bytes_max_(output_bytes_max),
      metadata_bytes_max_(metadata_bytes_max),
      artifact_(artifact),
      phase_(has_compile ? Phase::kCompile : Phase::kRun) {
  if (has_compile) result_.compile.emplace();
}

Result<bool> ResultCollector::Take(const agent::Frame& frame) {
  if (phase_ == Phase::kDone) return Broken("something after the result");
  if (Status taken = Dispatch(frame); !taken) return std::move(taken).error();
  return phase_ == Phase::kDone;
}

Status ResultCollector::Dispatch(const agent::Frame& frame) {
  switch (frame.type) {
    case agent::FrameType::kStdout:
      return TakeOutput(result_.out, frame.payload);
    case agent::FrameType::kStderr:
      return TakeOutput(result_.err, frame.payload);
    case agent::FrameType::kCompileStdout:
      return TakeCompileOutput(&CompileResult::out, frame.payload);
    case agent::FrameType::kCompileStderr:
      return TakeCompileOutput(&CompileResult::err, frame.payload);
    case agent::FrameType::kCompiled:
      return TakeCompiled(frame.payload);
    case agent::FrameType::kArtifact:
      return TakeArtifact(frame.payload);
    case agent::FrameType::kMetadata:
      return TakeMetadata(frame.payload);
    case agent::FrameType::kResult:
      return TakeResult(frame.payload);
    case agent::FrameType::kFailed:
      return TakeFailure(frame.payload);
    default:
      return Broken("a frame that does not belong here");
  }
}

Status ResultCollector::TakeOutput(CapturedOutput& output, std::string_view bytes) {
  if (phase_ != Phase::kRun) return Broken("output out of order");
  if (output.bytes + bytes.size() > output_bytes_max_) return Broken("more output than was asked for");
  output.bytes += bytes.size();
  return output.text.Append(bytes);
}

Status ResultCollector::TakeCompileOutput(Spool CompileResult::*stream, std::string_view bytes) {
  if (phase_ != Phase::kCompile) return Broken("compile output out of order");
  Spool& spool = *result_.compile.*stream;
  if (spool.Size() + bytes.size() > output_bytes_max_) return Broken("more compile output than was asked for");
  return spool.Append(bytes);
}

Status ResultCollector::TakeCompiled(std::string_view payload) {
  if (phase_ != Phase::kCompile) return Broken("`compiled` out of order");
  const Result<agent::CompiledMessage> message = agent::DecodeCompiled(payload);
  if (!message) return message.error();
  if (message->exit_code > kExitCodeMax) return Broken("an exit code that cannot be");
  result_.compile->exit_code = static_cast<int>(message->exit_code);
  result_.compile->time = message->wall_time;
  phase_ = Phase::kRun;
  if (message->artifact_bytes == 0) return Ok();
  if (message->exit_code != 0) return Broken("an artifact of a compiler that failed");
  return BeginArtifact(message->artifact_bytes, message->artifact_executable);
}

Status ResultCollector::BeginArtifact(std::uint64_t bytes, bool executable) {
  if (artifact_ == nullptr || bytes > artifact_->BytesMax()) return Broken("an artifact that was not asked for");
  artifact_->Begin(bytes, executable);
  phase_ = Phase::kArtifact;
  return Ok();
}

Status ResultCollector::TakeArtifact(std::string_view bytes) {
  if (phase_ != Phase::kArtifact || bytes.size() > artifact_->BytesLeft()) return Broken("an artifact out of order");
  artifact_->Append(bytes);
  if (artifact_->BytesLeft() == 0) phase_ = Phase::kRun;
  return Ok();
}

Status ResultCollector::TakeMetadata(std::string_view bytes) {
  if (phase_ != Phase::kRun && phase_ != Phase::kMetadata) return Broken("metadata out of order");
  phase_ = Phase::kMetadata;
  if (result_.metadata.size() + bytes.size() > metadata_bytes_max_) return Broken("more metadata than was asked for");
  result_.metadata.append(bytes);
  return Ok();
}

Status ResultCollector::TakeResult(std::string_view payload) {
  if (phase_ == Phase::kCompile) return Broken("a result before `compiled`");
  if (phase_ == Phase::kArtifact) return Broken("a result before the whole artifact");
  const Result<agent::ResultMessage> message = agent::DecodeResult(payload);
  if (!message) return message.error();
  if (!IsConsistent(*message, result_.compile.has_value())) return Broken("a result that cannot be");
  result_.status = ToStatus(message->outcome);
  result_.exit_code = ToExitCode(*message);
  if (message->signal != 0) result_.signal = static_cast<int>(message->signal);
  result_.usage = {message->wall_time, message->cpu_time, message->peak_memory_bytes};
  result_.out.bytes = std::max(result_.out.bytes, message->stdout_bytes);
  result_.err.bytes = std::max(result_.err.bytes, message->stderr_bytes);
  if (message->prestarted) result_.start = StartKind::kPrestarted;
  takes_another_ = message->takes_another;
  phase_ = Phase::kDone;
  return Ok();
}

Error ResultCollector::TakeFailure(std::string_view payload) const {
  const Result<agent::FailedMessage> message = agent::DecodeFailed(payload);
  if (!message) return message.error();
  switch (message->reason) {
    case agent::FailureReason::kNoSpace: {
      Error error{ErrorCode::kInvalidRequest, "The files do not fit into disk_limit"};
      error.violations.push_back({{"body", "disk_limit"}, "code and files do not fit into it", "value_error"});
      return error;
    }
    case agent::FailureReason::kBadPath: {
      Error error{ErrorCode::kInvalidRequest, "A file cannot be written"};
      error.violations.push_back(
          {{"body", "files"}, "cannot be written: " + message->message.substr(0, kComplaintBytesMax), "value_error"});
      return error;
    }
    case agent::FailureReason::kExhausted:
    case agent::FailureReason::kProtocol:
    case agent::FailureReason::kNoCells:
      break;
  }
  return {ErrorCode::kInternal, "The sandbox failed", "agent: " + message->message};
}

ExecutionResult ResultCollector::Finish() && {
  return std::move(result_);
}

}  // namespace code_runner::execution
