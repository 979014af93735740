// POST /run
#pragma once

#include <functional>
#include <memory>
#include <mutex>

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
  Result<ExecutionRequest> MakeRequest(std::string body, std::string caller) const;

  decltype(Services::run) run_;
  RequestBounds bounds_;
  DisconnectWatcher* watcher_;
  std::shared_ptr<std::mutex> large_body_ = std::make_shared<std::mutex>();  // held while one is parsed
};

}  // namespace code_runner::http
