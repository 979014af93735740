#include "agent/program/file_writer_child.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "agent/frame.h"
#include "agent/program/user.h"
#include "agent/program/work_folder.h"

namespace code_runner::agent {
namespace {

void Report(int report, FrameType type, std::string_view payload) {
  std::string frame;
  AppendFrame(frame, type, payload);
  [[maybe_unused]] const ssize_t written = write(report, frame.data(), frame.size());  // the agent reads, or is gone
}

[[noreturn]] void FailWith(int report, FailedMessage failure) {
  constexpr std::size_t kMessageBytesMax = 4096;
  failure.message.resize(std::min(failure.message.size(), kMessageBytesMax));
  Report(report, FrameType::kFailed, Encode(failure));
  _exit(1);
}

Failure Prepare(WorkFolder& folder, const HelloMessage& hello) {
  if (!BecomeUser()) {
    return FailedMessage{FailureReason::kExhausted, std::string("cannot drop privileges: ") + strerror(errno)};
  }
  if (chdir(hello.work_dir.c_str()) != 0) {
    return FailedMessage{FailureReason::kBadPath, hello.work_dir + ": " + strerror(errno)};
  }
  if (hello.skeleton_dir.empty()) return std::nullopt;
  return folder.CopySkeleton(hello.skeleton_dir);
}

Failure Handle(WorkFolder& folder, const Frame& frame) {
  if (frame.type == FrameType::kFileData) return folder.Append(frame.payload);
  const Result<FileMessage> file = DecodeFile(frame.payload);
  if (!file.ok()) return FailedMessage{FailureReason::kProtocol, file.error().message};
  return folder.BeginFile(*file);
}

Failure TakeFiles(WorkFolder& folder, int input) {
  static char buffer[kFramePayloadBytesMax];
  FrameDecoder decoder;
  while (true) {
    const ssize_t size = read(input, buffer, sizeof(buffer));
    if (size <= 0) return std::nullopt;
    decoder.Feed({buffer, static_cast<std::size_t>(size)});
    for (auto frame = decoder.Next(); frame.ok() && frame->has_value(); frame = decoder.Next()) {
      if (Failure failure = Handle(folder, **frame)) return failure;
    }
  }
}

}  // namespace

void RunFileWriter(const HelloMessage& hello, int input, int report) {
  WorkFolder folder;
  const std::string ready = Encode(ReadyMessage{kProtocolVersion});
  if (Failure failure = Prepare(folder, hello)) FailWith(report, *std::move(failure));
  Report(report, FrameType::kReady, ready);
  if (Failure failure = TakeFiles(folder, input)) FailWith(report, *std::move(failure));
  folder.End();
  Report(report, FrameType::kReady, ready);
  _exit(0);
}

}  // namespace code_runner::agent
