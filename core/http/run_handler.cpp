#include "http/run_handler.h"

#include <memory>
#include <mutex>

#include "base/log.h"
#include "http/body_budget.h"
#include "http/error_answer.h"
#include "http/request_id.h"
#include "http/run_answer_writer.h"
#include "http/run_request_parser.h"
#include "http/server_timing.h"

namespace code_runner::http {
namespace {

void LogRun(const std::string& request_id, const ExecutionResult& result) {
  Log(LogLevel::kInfo, "run",
      {{"request_id", request_id},
       {"run_id", result.run_id},
       {"runtime", result.runtime_id},
       {"start", ToString(result.start)},
       {"status", ToString(result.status)},
       {"exit_code", result.exit_code},
       {"seconds", result.execution_time.count()},
       {"queue", result.phases.queue.count()},
       {"acquire", result.phases.acquire.count()},
       {"send", result.phases.send.count()},
       {"run", result.phases.run.count()},
       {"collect", result.phases.collect.count()}});
}

}  // namespace

// The parser takes several times the memory of the text; so large bodies wait for one another. Takes the body, so that
// its memory is free again while the program runs.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Result<ExecutionRequest> RunHandler::MakeRequest(std::string body, std::string caller) const {
  std::unique_lock<std::mutex> lock(*large_body_, std::defer_lock);
  if (body.size() > BodyBudget::kFreeBytes) lock.lock();
  Result<RequestFields> fields = ParseRunRequest(body);
  if (!fields) return std::move(fields).error();
  return ExecutionRequest::Make(*std::move(fields), bounds_, std::move(caller));
}

Answer RunHandler::operator()(Request request) const {
  const Result<ExecutionRequest> execution = MakeRequest(std::move(request.body), std::move(request.caller));
  request.body_share.Release();
  if (!execution) return ErrorAnswer(execution.error());
  const std::string run_id = MakeRequestId();
  const DisconnectWatcher::Watch watch(*watcher_, request.socket);
  Result<ExecutionResult> result = run_(*execution, run_id, watch.Token());
  if (!result) {
    Log(LogLevel::kWarning, "run_failed",
        {{"request_id", request.id},
         {"run_id", run_id},
         {"code", ToString(result.error().code)},
         {"error", result.error().LogText()}});
    return ErrorAnswer(result.error());
  }
  LogRun(request.id, *result);
  const auto shared = std::make_shared<const ExecutionResult>(*std::move(result));
  return {200,
          {{"Content-Type", "application/json"}, {"Server-Timing", ServerTiming(shared->phases)}},
          [shared](const TextSink& sink) { return WriteRunAnswer(*shared, sink); }};
}

}  // namespace code_runner::http
