// POST /run
#pragma once

#include <functional>

#include "http/answer.h"
#include "http/disconnect_watcher.h"
#include "http/request.h"
#include "http/services.h"
#include "model/request_bounds.h"

namespace code_runner::http {

// Runs a program and answers with what became of it. A client that goes away ends its run.
class RunHandler {
 public:
  // `watcher` must outlive it.
  RunHandler(decltype(Services::run) run, const RequestBounds& bounds, DisconnectWatcher& watcher)
      : run_(std::move(run)), bounds_(bounds), watcher_(&watcher) {}

  Answer operator()(Request request) const;

 private:
  decltype(Services::run) run_;
  RequestBounds bounds_;
  DisconnectWatcher* watcher_;
};

}  // namespace code_runner::http
