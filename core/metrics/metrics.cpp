#include "metrics/metrics.h"

#include <prometheus/text_serializer.h>

#include <iterator>
#include <utility>

namespace code_runner::metrics {
namespace {

class Reader : public prometheus::Collectable {
 public:
  Reader(std::string name, std::string help, prometheus::MetricType type, Metrics::Read read)
      : name_(std::move(name)), help_(std::move(help)), type_(type), read_(std::move(read)) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    prometheus::MetricFamily family;
    family.name = name_;
    family.help = help_;
    family.type = type_;
    for (const Sample& sample : read_()) family.metric.push_back(ToMetric(sample));
    return {std::move(family)};
  }

 private:
  prometheus::ClientMetric ToMetric(const Sample& sample) const {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
    if (type_ == prometheus::MetricType::Counter) {
      metric.counter.value = sample.value;
    } else {
      metric.gauge.value = sample.value;
    }
    return metric;
  }

  const std::string name_;
  const std::string help_;
  const prometheus::MetricType type_;
  const Metrics::Read read_;
};

}  // namespace

void Metrics::AddGauge(const std::string& name, const std::string& help, Read read) {
  readers_.push_back(std::make_shared<Reader>(name, help, prometheus::MetricType::Gauge, std::move(read)));
}

void Metrics::AddCounter(const std::string& name, const std::string& help, Read read) {
  readers_.push_back(std::make_shared<Reader>(name, help, prometheus::MetricType::Counter, std::move(read)));
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> families = registry_->Collect();
  for (const auto& reader : readers_) {
    std::vector<prometheus::MetricFamily> more = reader->Collect();
    std::move(more.begin(), more.end(), std::back_inserter(families));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace code_runner::metrics
