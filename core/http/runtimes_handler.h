// GET /runtimes and GET /images
#pragma once

#include <functional>
#include <vector>

#include "http/answer.h"
#include "http/request.h"
#include "http/services.h"

namespace code_runner::http {

// What runtimes there are, with the state of their images, and an example program for each. `default` is Python's or,
// where that is not loaded, the first one's; null if there is none.
class RuntimesHandler {
 public:
  explicit RuntimesHandler(std::function<std::vector<RuntimeEntry>()> runtimes) : runtimes_(std::move(runtimes)) {}

  Answer operator()(const Request& request) const;

 private:
  std::function<std::vector<RuntimeEntry>()> runtimes_;
};

}  // namespace code_runner::http
