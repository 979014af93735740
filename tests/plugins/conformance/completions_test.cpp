#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "plugins/conformance/test_runtimes.h"

namespace code_runner::plugin {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Array::Ptr Completions(const std::string& id) {
  return Poco::JSON::Parser().parse(TestRuntime(id).Completions()).extract<Array::Ptr>();
}

void ExpectText(const Object& entry, const std::string& key) {
  ASSERT_TRUE(entry.has(key)) << key;
  ASSERT_TRUE(entry.get(key).isString()) << key;
  EXPECT_NE(entry.getValue<std::string>(key), "") << key;
}

void ExpectCompletion(const Object& entry) {
  const std::set<std::string> known = {"caption", "value", "snippet", "meta", "score", "docText"};
  for (const std::string& name : entry.getNames()) EXPECT_TRUE(known.contains(name)) << name;
  ExpectText(entry, "caption");
  ExpectText(entry, "meta");
  ExpectText(entry, "docText");
  EXPECT_NE(entry.has("value"), entry.has("snippet")) << "one of both";
  ExpectText(entry, entry.has("value") ? "value" : "snippet");
  ASSERT_TRUE(entry.has("score"));
  EXPECT_TRUE(entry.get("score").isNumeric());
}

class CompletionsTest : public ::testing::TestWithParam<KnownRuntime> {};

TEST_P(CompletionsTest, AreWhatEditorsExpect) {
  const Array::Ptr completions = Completions(GetParam().id);
  EXPECT_GE(completions->size(), 4U) << "the SDK has four functions";
  std::set<std::string> captions;
  for (std::size_t i = 0; i < completions->size(); ++i) {
    const Object::Ptr entry = completions->getObject(static_cast<unsigned>(i));
    ASSERT_FALSE(entry.isNull()) << i;
    SCOPED_TRACE(entry->optValue<std::string>("caption", std::to_string(i)));
    ExpectCompletion(*entry);
    captions.insert(entry->optValue<std::string>("caption", ""));
  }
  EXPECT_EQ(captions.size(), completions->size()) << "no caption twice";
}

INSTANTIATE_TEST_SUITE_P(Real, CompletionsTest, ::testing::ValuesIn(kRealRuntimes),
                         [](const auto& row) { return std::string(row.param.id); });

}  // namespace
}  // namespace code_runner::plugin
