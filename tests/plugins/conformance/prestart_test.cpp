#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "plugins/conformance/test_runtimes.h"

namespace code_runner::plugin {
namespace {

class PrestartTest : public ::testing::TestWithParam<KnownRuntime> {
 protected:
  ExecutionPlan Plan(RequestFields fields) const {
    fields.code = runtime_.HelloCode();
    Result<ExecutionPlan> plan = runtime_.MakePlan(TestRequest(std::move(fields)));
    if (!plan) throw std::runtime_error(plan.error().LogText());
    return *std::move(plan);
  }
  bool MayWithVariable(const std::string& name) const {
    RequestFields fields;
    fields.environment = {{name, "value"}};
    return Plan(std::move(fields)).may_prestart;
  }
  bool MayWithFile(const std::string& name) const {
    RequestFields fields;
    fields.files = {{name, "", false}};
    return Plan(std::move(fields)).may_prestart;
  }

  const Runtime& runtime_ = TestRuntime(GetParam().id);
};

TEST_P(PrestartTest, IsTheRunItselfStartedAhead) {
  const ExecutionPlan plan = Plan({});
  ASSERT_EQ(plan.may_prestart, runtime_.Prestart().has_value());
  if (!runtime_.Prestart()) return;
  const Process& prestart = *runtime_.Prestart();
  EXPECT_FALSE(plan.compile);
  ASSERT_GE(prestart.args.size(), plan.run.args.size());
  EXPECT_TRUE(std::equal(plan.run.args.rbegin(), plan.run.args.rend(), prestart.args.rbegin()));
  EXPECT_EQ(prestart.environment, plan.run.environment);
}

TEST_P(PrestartTest, IsNotForRunsThatWouldStartDifferently) {
  if (!runtime_.Prestart()) return;
  for (const char* name : {"PATH", "HOME", "LANG", "LANGUAGE", "LC_ALL", "TZ", "LD_PRELOAD", "GLIBC_TUNABLES"}) {
    EXPECT_FALSE(MayWithVariable(name)) << name;
  }
  for (const char* name : {"A", "API_KEY", "LDX", "USER", "NODE_ENV", "http_proxy"}) {
    EXPECT_TRUE(MayWithVariable(name)) << name;
  }
  EXPECT_TRUE(MayWithFile("data.txt"));
  EXPECT_TRUE(MayWithFile("sub/package.json"));
}

TEST_P(PrestartTest, IsNotForACustomEntrypoint) {
  RequestFields fields;
  fields.entrypoint = "true";
  EXPECT_FALSE(Plan(std::move(fields)).may_prestart);
}

INSTANTIATE_TEST_SUITE_P(Each, PrestartTest, ::testing::ValuesIn(kAllRuntimes),
                         [](const auto& row) { return std::string(row.param.id); });

class PythonPrestartTest : public PrestartTest {};

TEST_P(PythonPrestartTest, IsNotForWhatSiteReads) {
  EXPECT_FALSE(MayWithVariable("PYTHONOPTIMIZE"));
  EXPECT_FALSE(MayWithFile(".local/lib/python3.13/site-packages/usercustomize.py"));
  EXPECT_TRUE(MayWithFile("random.py"));
}

INSTANTIATE_TEST_SUITE_P(Python, PythonPrestartTest, ::testing::Values(kRealRuntimes[0]));

class NodePrestartTest : public PrestartTest {};

TEST_P(NodePrestartTest, IsNotForWhatNodeReads) {
  for (const char* name : {"NODE_OPTIONS", "NODE_PATH", "UV_THREADPOOL_SIZE", "OPENSSL_CONF", "SSL_CERT_FILE"}) {
    EXPECT_FALSE(MayWithVariable(name)) << name;
  }
  EXPECT_FALSE(MayWithFile("package.json"));
}

INSTANTIATE_TEST_SUITE_P(Node, NodePrestartTest, ::testing::Values(kRealRuntimes[1]));

}  // namespace
}  // namespace code_runner::plugin
