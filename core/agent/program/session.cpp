#include "agent/program/session.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace code_runner::agent {
namespace {

constexpr std::size_t kWriterBacklogBytesMax = kFramePayloadBytesMax;

Failure Broken(std::string message) {
  return FailedMessage{FailureReason::kProtocol, std::move(message)};
}

Failure OutOfOrder(const Frame& frame) {
  return Broken("message " + std::to_string(static_cast<int>(frame.type)) + " out of order");
}

}  // namespace

Failure Session::Handle(const Frame& frame) {
  if (frame.type == FrameType::kHello) return writer_ ? OutOfOrder(frame) : HandleHello(frame.payload);
  if (!writer_) return OutOfOrder(frame);
  return run_ ? HandleDuringRun(frame) : HandleBeforeRun(frame);
}

bool Session::TakesFrames() const {
  const bool writer_keeps_up = !writer_ || writer_->PendingBytes() <= kWriterBacklogBytesMax;
  return writer_keeps_up && input_.PendingBytes() <= kStdinWindowBytes;
}

Failure Session::HandleBeforeRun(const Frame& frame) {
  switch (frame.type) {
    case FrameType::kFile:
    case FrameType::kFileData:
      return HandleFile(frame);
    case FrameType::kRunPart:
    case FrameType::kRun:
      return HandleRunPart(frame);
    default:
      return OutOfOrder(frame);
  }
}

Failure Session::HandleDuringRun(const Frame& frame) {
  if (frame.type == FrameType::kCancel) {
    cancelled_ = true;
    return std::nullopt;
  }
  if (!run_->has_stdin || input_.HasEnded()) return OutOfOrder(frame);
  switch (frame.type) {
    case FrameType::kStdin:
      input_.Append(frame.payload);
      return std::nullopt;
    case FrameType::kStdinEnd:
      input_.End();
      return std::nullopt;
    default:
      return OutOfOrder(frame);
  }
}

Failure Session::HandleHello(std::string_view payload) {
  Result<HelloMessage> hello = DecodeHello(payload);
  if (!hello.ok()) return Broken(hello.error().message);
  if (hello->version != kProtocolVersion) return Broken("unknown version " + std::to_string(hello->version));
  writer_ = FileWriter::Start(*hello);
  if (!writer_) return FailedMessage{FailureReason::kExhausted, std::string("no file writer: ") + strerror(errno)};
  work_dir_ = std::move(hello->work_dir);
  prestart_ = std::move(hello->prestart);
  return std::nullopt;
}

Failure Session::HandleFile(const Frame& frame) {
  if (frame.type == FrameType::kFile) has_file_ = true;
  if (!has_file_ || !run_payload_.empty()) return OutOfOrder(frame);
  writer_->Forward(frame);
  return std::nullopt;
}

Failure Session::HandleRunPart(const Frame& frame) {
  if (run_payload_.size() + frame.payload.size() > kRunMessageBytesMax) return Broken("run message too long");
  run_payload_.append(frame.payload);
  if (frame.type == FrameType::kRunPart) return std::nullopt;
  Result<RunMessage> run = DecodeRun(run_payload_);
  if (!run.ok()) return Broken(run.error().message);
  run_ = *std::move(run);
  std::string().swap(run_payload_);
  writer_->Close();
  return std::nullopt;
}

}  // namespace code_runner::agent
