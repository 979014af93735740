// GET /ui
#pragma once

#include <string>

#include "http/answer.h"
#include "http/request.h"

namespace code_runner::http {

// The playground, under a content security policy that allows nothing but the page's own script and style (by their
// digests) and calls to this server.
class PlaygroundHandler {
 public:
  PlaygroundHandler();

  Answer operator()(const Request& request) const;

 private:
  std::string policy_;
};

}  // namespace code_runner::http
