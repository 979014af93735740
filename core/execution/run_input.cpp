#include "execution/run_input.h"

#include <algorithm>

#include "agent/frame.h"
#include "agent/message.h"

namespace code_runner::execution {
namespace {

constexpr std::uint64_t kArtifactPieceBytes = 4 * agent::kFramePayloadBytesMax;  // in memory at a time

void AppendFile(std::string& out, const std::string& path, bool executable) {
  agent::AppendFrame(out, agent::FrameType::kFile, agent::Encode(agent::FileMessage{path, executable}));
}

}  // namespace

RunInput::RunInput(const ExecutionPlan& plan, const std::optional<std::string>& stdin_text,
                   std::chrono::milliseconds timeout, std::uint64_t output_bytes_max, std::uint64_t metadata_bytes_max,
                   const ArtifactTransfer& transfer)
    : artifact_(transfer.to_sandbox),
      stdin_(stdin_text ? std::string_view(*stdin_text) : std::string_view()),
      stdin_open_(stdin_text.has_value()) {
  for (const SourceFile& file : plan.files) {
    AppendFile(bytes_, file.path, file.executable);
    agent::AppendData(bytes_, agent::FrameType::kFileData, file.content);
  }
  if (artifact_ != nullptr) AppendFile(bytes_, plan.artifact, artifact_->IsExecutable());
  agent::RunMessage run;
  run.compile = plan.compile;
  run.run = plan.run;
  run.timeout = timeout;
  run.output_bytes_max = output_bytes_max;
  run.metadata_bytes_max = metadata_bytes_max;
  run.has_stdin = stdin_text.has_value();
  run.may_prestart = plan.may_prestart;
  if (transfer.from_sandbox != nullptr) {
    run.artifact = plan.artifact;
    run.artifact_bytes_max = transfer.from_sandbox->BytesMax();
  }
  agent::AppendRun(run_, run);
  if (artifact_ == nullptr) AppendRunAndStdin();
}

Status RunInput::Consume(std::size_t count) {
  sent_ += count;
  run_left_ -= std::min(run_left_, count);
  if (sent_ < bytes_.size()) return Ok();
  bytes_.clear();
  sent_ = 0;
  if (artifact_ != nullptr) return AppendArtifact();
  AppendStdin();
  return Ok();
}

Status RunInput::AppendArtifact() {
  std::string piece(std::min(kArtifactPieceBytes, artifact_->Bytes() - artifact_sent_), '\0');
  if (Status read = artifact_->ReadAt(artifact_sent_, piece.data(), piece.size()); !read) return read;
  agent::AppendData(bytes_, agent::FrameType::kFileData, piece);
  artifact_sent_ += piece.size();
  if (artifact_sent_ < artifact_->Bytes()) return Ok();
  artifact_ = nullptr;
  AppendRunAndStdin();
  return Ok();
}

void RunInput::AppendRunAndStdin() {
  bytes_.append(run_);
  std::string().swap(run_);
  run_left_ = bytes_.size();
  AppendStdin();
}

Status RunInput::OnStdinTaken(std::string_view payload) {
  const Result<agent::StdinTakenMessage> message = agent::DecodeStdinTaken(payload);
  if (!message) return message.error();
  if (message->bytes > stdin_on_the_way_) {
    return Error{ErrorCode::kProtocolError, "The sandbox failed", "more standard input taken than was sent"};
  }
  stdin_on_the_way_ -= message->bytes;
  AppendStdin();
  return Ok();
}

void RunInput::AppendStdin() {
  if (!stdin_open_) return;
  const std::size_t count = std::min(agent::kStdinWindowBytes - stdin_on_the_way_, stdin_.size());
  agent::AppendData(bytes_, agent::FrameType::kStdin, stdin_.substr(0, count));
  stdin_.remove_prefix(count);
  stdin_on_the_way_ += count;
  if (!stdin_.empty()) return;
  agent::AppendFrame(bytes_, agent::FrameType::kStdinEnd);
  stdin_open_ = false;
}

}  // namespace code_runner::execution
