// GET /
#pragma once

#include "http/answer.h"
#include "http/request.h"

namespace code_runner::http {

// Says that the server is there; sends browsers (Accept names text/html) to the playground.
Answer HandleRoot(const Request& request);

}  // namespace code_runner::http
