// What test cases have in common that start a server of their own.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "service/run.h"
#include "support/service.h"

namespace code_runner::testing {

// Skips its cases, with the reason, where there is no engine to run them.
class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = WhyNoDocker(); !reason.empty()) GTEST_SKIP() << reason;
  }
  // Test has a Run of its own.
  static RunAnswer Run(const Service& service, const RunRequest& request) { return testing::Run(service, request); }
};

}  // namespace code_runner::testing
