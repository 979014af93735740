// The child that puts the run's files into the work folder.
#pragma once

#include <optional>
#include <string>

#include "agent/frame.h"
#include "agent/message.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

// The agent keeps no file: it hands the frames on as they are, through a pipe, to a child that runs as the user. The
// child reports on another pipe, in frames as well: `ready` when the skeleton is in place, a second `ready` when after
// the end of its input all files are, or `failed`. Never blocks.
class FileWriter {
 public:
  enum class State { kCopyingSkeleton, kTakingFiles, kDone, kFailed };

  // Forks the child. Nothing, with errno, when the system has no process or descriptor left.
  static std::optional<FileWriter> Start(const HelloMessage& hello);

  // Queues a `file` or `file_data` frame. REQUIRES: Close() was not called.
  void Forward(const Frame& frame);
  // No more files.
  void Close();

  // The pipes to poll, -1 when there is nothing to wait for.
  int InputFd() const { return pending_.empty() ? -1 : input_.Get(); }
  int ReportFd() const { return report_.Get(); }
  void Write();
  void ReadReport();

  std::size_t PendingBytes() const { return pending_.size(); }
  State GetState() const { return state_; }
  const FailedMessage& WhyFailed() const { return failure_; }  // with State::kFailed

 private:
  FileWriter(FileDescriptor input, FileDescriptor report);
  void Handle(const Frame& report);
  void Fail(FailedMessage failure);

  FileDescriptor input_;
  FileDescriptor report_;
  FrameDecoder reports_;
  std::string pending_;
  bool closing_ = false;
  State state_ = State::kCopyingSkeleton;
  FailedMessage failure_;
};

}  // namespace code_runner::agent
