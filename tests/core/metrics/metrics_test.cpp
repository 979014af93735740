#include "metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace code_runner::metrics {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, ReadsWhenAsked) {
  Metrics metrics;
  double value = 1;
  metrics.AddGauge("waiting", "How many wait", [&value] { return std::vector<Sample>{{value}}; });
  value = 2;
  EXPECT_THAT(metrics.Text(), HasSubstr("# HELP waiting How many wait\n# TYPE waiting gauge\nwaiting 2\n"));
}

TEST(MetricsTest, TellsSamplesApartByLabels) {
  Metrics metrics;
  metrics.AddCounter("made_total", "", [] {
    return std::vector<Sample>{{3, {{"runtime", "go"}}}, {4, {{"runtime", "rust"}}}};
  });
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("# TYPE made_total counter\n"));
  EXPECT_THAT(text, HasSubstr("made_total{runtime=\"go\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("made_total{runtime=\"rust\"} 4\n"));
}

}  // namespace
}  // namespace code_runner::metrics
