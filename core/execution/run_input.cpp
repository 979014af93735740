#include "execution/run_input.h"

#include <algorithm>

#include "agent/frame.h"
#include "agent/message.h"

namespace code_runner::execution {

RunInput::RunInput(const ExecutionPlan& plan, const std::optional<std::string>& stdin_text,
                   std::chrono::milliseconds timeout, std::uint64_t output_bytes_max, std::uint64_t metadata_bytes_max)
    : stdin_(stdin_text ? std::string_view(*stdin_text) : std::string_view()), stdin_open_(stdin_text.has_value()) {
  for (const SourceFile& file : plan.files) {
    agent::AppendFrame(bytes_, agent::FrameType::kFile, agent::Encode(agent::FileMessage{file.path, file.executable}));
    agent::AppendData(bytes_, agent::FrameType::kFileData, file.content);
  }
  agent::RunMessage run;
  run.compile = plan.compile;
  run.run = plan.run;
  run.timeout = timeout;
  run.output_bytes_max = output_bytes_max;
  run.metadata_bytes_max = metadata_bytes_max;
  run.has_stdin = stdin_text.has_value();
  run.may_prestart = plan.may_prestart;
  agent::AppendRun(bytes_, run);
  run_left_ = bytes_.size();
  AppendStdin();
}

void RunInput::Consume(std::size_t count) {
  sent_ += count;
  run_left_ -= std::min(run_left_, count);
  if (sent_ < bytes_.size()) return;
  bytes_.clear();
  sent_ = 0;
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
