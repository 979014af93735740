// The server that all test cases of a program share: starting one, with its sandboxes, takes longer than most cases.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "service/run.h"
#include "support/service.h"

namespace code_runner::testing {

// Skips its cases, with the reason, where there is no engine to run them.
class SharedServiceTest : public ::testing::Test {
 protected:
  void SetUp() override;

  // With default settings, but for a SANDBOX_REUSE that the environment names as TEST_SANDBOX_REUSE. Starts when it is
  // first asked for, and ends after the program's last case.
  static Service& TheService();
  static RunAnswer Run(const RunRequest& request) { return testing::Run(TheService(), request); }
};

}  // namespace code_runner::testing
