// What an agent is to be told of one run, as it goes over the wire.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "execution/compilation.h"
#include "model/execution_plan.h"

namespace code_runner::execution {

// Files first (an artifact last, read piece by piece as the sandbox takes it), then the plan, then standard input, of
// which no more is on the way than the protocol's window: the agent must always be able to read on. Not thread-safe.
class RunInput {
 public:
  // Borrows `stdin_text` (null: the program has none) and what is in `transfer`.
  RunInput(const ExecutionPlan& plan, const std::optional<std::string>& stdin_text, std::chrono::milliseconds timeout,
           std::uint64_t output_bytes_max, std::uint64_t metadata_bytes_max, const ArtifactTransfer& transfer = {});

  // The bytes to be sent next; empty when there are none at the moment.
  std::string_view Pending() const { return std::string_view(bytes_).substr(sent_); }
  // `count` of them have been sent. kInternal when what comes next cannot be read.
  Status Consume(std::size_t count);

  // Whether the files and the plan, which come first, have been sent.
  bool HasSentRun() const { return artifact_ == nullptr && run_left_ == 0; }

  // The agent's `stdin_taken` has come. kProtocolError when it takes more than it was sent.
  Status OnStdinTaken(std::string_view payload);

 private:
  Status AppendArtifact();
  void AppendRunAndStdin();
  void AppendStdin();

  std::string bytes_;
  std::size_t sent_ = 0;
  const Artifact* artifact_;  // null: there is none, or all of it is in bytes_
  std::uint64_t artifact_sent_ = 0;
  std::string run_;           // the plan's frames, until all files are in bytes_
  std::size_t run_left_ = 0;  // bytes of files and plan in bytes_
  std::string_view stdin_;    // what is still to be put into frames
  bool stdin_open_;
  std::size_t stdin_on_the_way_ = 0;
};

}  // namespace code_runner::execution
