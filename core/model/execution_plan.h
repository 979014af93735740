// What a sandbox has to do for one request: made by a runtime's plugin, checked by the core.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/process.h"
#include "model/source_file.h"

namespace code_runner {

struct ExecutionPlan {
  std::vector<SourceFile> files;   // in the order in which they are to be written
  std::optional<Process> compile;  // runs before `run`, which needs its success
  std::string artifact;  // with `compile`: all that `run` needs of it, relative to the work folder; may be empty
  Process run;
  bool may_prestart = false;

  bool operator==(const ExecutionPlan&) const = default;
};

}  // namespace code_runner
