// The answer of POST /run.
#pragma once

#include "http/answer.h"
#include "model/execution_result.h"

namespace code_runner::http {

// Writes the JSON object to `sink` piece by piece, so that output of any size needs no memory. Metadata that is not
// JSON is left out. When compiling failed, `stderr` is what the compiler said (on its standard error, else its standard
// output). Fails as Spool::Read does, with what was written until then.
Status WriteRunAnswer(const ExecutionResult& result, const TextSink& sink);

}  // namespace code_runner::http
