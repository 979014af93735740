// What the server has asked for so far: the agent's side of the order of messages in runtimes/PROTOCOL.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/frame.h"
#include "agent/message.h"
#include "agent/program/failure.h"
#include "agent/program/file_writer.h"
#include "agent/program/input_stream.h"

namespace code_runner::agent {

// Takes frames one by one and never blocks. Files go straight on to the writer; nothing is kept but the run itself and
// the standard input that the program has not taken yet.
class Session {
 public:
  // A failure for a frame that is malformed or out of order.
  Failure Handle(const Frame& frame);

  // False while there is so much on hand that no more should be read. A server that minds kStdinWindowBytes never makes
  // that happen to standard input, so `cancel` and the end of the stream are always seen.
  bool TakesFrames() const;
  // The run is known and all its files are in place.
  bool IsComplete() const { return run_.has_value() && writer_->GetState() == FileWriter::State::kDone; }

  std::optional<FileWriter>& Writer() { return writer_; }  // none before `hello`
  InputStream& Input() { return input_; }
  const std::string& WorkDir() const { return work_dir_; }
  const std::optional<Process>& Prestart() const { return prestart_; }
  bool HasRun() const { return run_.has_value(); }
  const RunMessage& Run() const { return *run_; }  // REQUIRES: IsComplete()
  bool IsCancelled() const { return cancelled_; }

 private:
  Failure HandleBeforeRun(const Frame& frame);
  Failure HandleDuringRun(const Frame& frame);
  Failure HandleHello(std::string_view payload);
  Failure HandleFile(const Frame& frame);
  Failure HandleRunPart(const Frame& frame);

  std::string work_dir_;
  std::optional<Process> prestart_;
  std::optional<FileWriter> writer_;
  bool has_file_ = false;
  std::string run_payload_;
  std::optional<RunMessage> run_;
  InputStream input_;
  bool cancelled_ = false;
};

}  // namespace code_runner::agent
