// A request to run a program: the first stage of the way of a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/limits.h"
#include "model/process.h"
#include "model/request_bounds.h"
#include "model/source_file.h"

namespace code_runner {

// The fields of `POST /run` as a client sent them: of the right types, otherwise unchecked. Missing and null are
// nullopt; an empty entrypoint counts as missing.
struct RequestFields {
  std::string code;
  std::string image = "python";
  std::vector<SourceFile> files;
  std::optional<std::string> entrypoint;
  std::optional<std::int64_t> timeout;
  std::optional<std::string> mem_limit;
  std::optional<std::int64_t> cpu_shares;
  std::optional<std::string> disk_limit;
  std::optional<bool> allow_network;
  Environment environment;
  std::vector<std::string> args;
  std::optional<std::string> stdin_text;
};

// Fields that hold what they may hold, within the operator's bounds. Immutable; the only way to one is Make.
class ExecutionRequest {
 public:
  // Files get their normal names: "./a//b" becomes "a/b". kPayloadTooLarge, kBadRequest (a file name that might leave
  // the work folder; nothing to run) or kInvalidRequest with every violation there is; of a list that is too long, only
  // that.
  // `caller` tells those who ask apart: the same for the same credentials, empty when nobody needs any.
  static Result<ExecutionRequest> Make(RequestFields fields, const RequestBounds& bounds, std::string caller = {});

  const std::string& Caller() const { return caller_; }
  const std::string& Code() const { return fields_.code; }
  const std::string& Image() const { return fields_.image; }
  const std::vector<SourceFile>& Files() const { return fields_.files; }
  const std::optional<std::string>& Entrypoint() const { return fields_.entrypoint; }
  const Environment& Variables() const { return fields_.environment; }
  const std::vector<std::string>& Args() const { return fields_.args; }
  const std::optional<std::string>& Stdin() const { return fields_.stdin_text; }
  // Limits that the client named or, where it named none, the operator's defaults.
  const Limits& RunLimits() const { return limits_; }
  // Whether the client named a limit itself; a runtime's own advice counts only where it did not.
  bool NamesTimeout() const { return fields_.timeout.has_value(); }
  bool NamesMemory() const { return fields_.mem_limit.has_value(); }

 private:
  ExecutionRequest(RequestFields fields, Limits limits, std::string caller)
      : fields_(std::move(fields)), limits_(limits), caller_(std::move(caller)) {}

  RequestFields fields_;
  Limits limits_;
  std::string caller_;
};

}  // namespace code_runner
