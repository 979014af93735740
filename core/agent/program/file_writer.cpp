#include "agent/program/file_writer.h"

#include <unistd.h>

#include <utility>

#include "agent/program/file_writer_child.h"
#include "agent/program/non_blocking.h"
#include "agent/program/pipe.h"

namespace code_runner::agent {

std::optional<FileWriter> FileWriter::Start(const HelloMessage& hello) {
  Pipe input;
  Pipe report;
  if (!input.Open() || !report.Open()) return std::nullopt;
  const pid_t pid = fork();
  if (pid < 0) return std::nullopt;
  if (pid == 0) {
    input.write_end.Reset();
    report.read_end.Reset();
    RunFileWriter(hello, input.read_end.Get(), report.write_end.Get());
  }
  SetNonBlocking(input.write_end.Get());
  SetNonBlocking(report.read_end.Get());
  return FileWriter(std::move(input.write_end), std::move(report.read_end));
}

FileWriter::FileWriter(FileDescriptor input, FileDescriptor report)
    : input_(std::move(input)), report_(std::move(report)) {}

void FileWriter::Forward(const Frame& frame) {
  AppendFrame(pending_, frame.type, frame.payload);
  Write();
}

void FileWriter::Close() {
  closing_ = true;
  Write();
}

void FileWriter::Write() {
  if (!pending_.empty()) {
    const ssize_t size = write(input_.Get(), pending_.data(), pending_.size());
    if (size > 0) pending_.erase(0, static_cast<std::size_t>(size));
    if (size < 0 && !WouldBlock()) pending_.clear();  // its report says why it takes no more
  }
  if (pending_.empty() && closing_) input_.Reset();
}

void FileWriter::ReadReport() {
  char buffer[4096];
  const ssize_t size = read(report_.Get(), buffer, sizeof(buffer));
  if (size < 0 && WouldBlock()) return;
  if (size <= 0) {
    report_.Reset();
    if (state_ != State::kDone) Fail({FailureReason::kNoSpace, "the files do not fit into the sandbox's memory"});
    return;
  }
  reports_.Feed({buffer, static_cast<std::size_t>(size)});
  for (auto frame = reports_.Next(); frame.ok() && frame->has_value(); frame = reports_.Next()) Handle(**frame);
}

void FileWriter::Handle(const Frame& report) {
  if (report.type == FrameType::kReady) {
    state_ = state_ == State::kCopyingSkeleton ? State::kTakingFiles : State::kDone;
  } else if (auto failed = DecodeFailed(report.payload); failed.ok()) {
    Fail(*std::move(failed));
  }
}

void FileWriter::Fail(FailedMessage failure) {
  if (state_ == State::kFailed) return;
  state_ = State::kFailed;
  failure_ = std::move(failure);
}

}  // namespace code_runner::agent
