// What the server counts, in the text format of Prometheus.
#pragma once

#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace code_runner::metrics {

// A value at the moment of asking, and the labels that tell it from others of the same name.
struct Sample {
  double value = 0;
  std::map<std::string, std::string> labels = {};
};

// Where other parts of the server put their counters. Thread-safe, but for the Add functions, which come first.
class Metrics {
 public:
  Metrics() : registry_(std::make_shared<prometheus::Registry>()) {}

  // For counters and histograms that their owner feeds.
  prometheus::Registry& Registry() { return *registry_; }

  // For what exists anyway: `read` is called, from any thread, whenever Text() is.
  using Read = std::function<std::vector<Sample>()>;
  void AddGauge(const std::string& name, const std::string& help, Read read);
  void AddCounter(const std::string& name, const std::string& help, Read read);  // never falls

  // Everything, in the exposition format 0.0.4, as https://prometheus.io/docs/instrumenting/exposition_formats says.
  std::string Text() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  std::vector<std::shared_ptr<prometheus::Collectable>> readers_;
};

}  // namespace code_runner::metrics
