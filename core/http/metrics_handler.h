// GET /metrics
#pragma once

#include <functional>
#include <string>

#include "http/answer.h"
#include "http/request.h"

namespace code_runner::http {

// The server's counters in the text format of Prometheus.
class MetricsHandler {
 public:
  explicit MetricsHandler(std::function<std::string()> metrics) : metrics_(std::move(metrics)) {}

  Answer operator()(const Request&) const { return TextAnswer(200, "text/plain; version=0.0.4", metrics_()); }

 private:
  std::function<std::string()> metrics_;
};

}  // namespace code_runner::http
