#include "http/runtimes_handler.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <gtest/gtest.h>

#include "core/http/fake_runtime.h"
#include "http/json_text.h"

namespace code_runner::http {
namespace {

Poco::JSON::Object::Ptr AnswerFor(std::vector<RuntimeEntry> entries) {
  std::string body;
  const RuntimesHandler handler([entries = std::move(entries)] { return entries; });
  EXPECT_TRUE(handler({}).body([&](std::string_view piece) { body += piece; }));
  return ParseJson(body).value().extract<Poco::JSON::Object::Ptr>();
}

TEST(RuntimesHandlerTest, TellsEverythingAboutARuntime) {
  const auto image = AnswerFor({{FakePython(), "ready"}})->getArray("images")->getObject(0);
  EXPECT_EQ(image->getValue<std::string>("id"), "code-runner-python");
  EXPECT_EQ(image->getValue<std::string>("name"), "Python");
  EXPECT_EQ(image->getValue<std::string>("description"), "Says \"hello\"");
  EXPECT_EQ(image->getValue<std::string>("version"), "1.0");
  EXPECT_EQ(image->getValue<std::string>("status"), "ready");
  EXPECT_EQ(image->getArray("aliases")->getElement<std::string>(0), "py");
  EXPECT_EQ(image->getValue<std::string>("default_entrypoint"), "python main.py");
  EXPECT_EQ(image->getValue<std::string>("file_extension"), ".py");
  EXPECT_EQ(image->getValue<std::string>("main_file"), "main.py");
  EXPECT_EQ(image->getValue<std::string>("example"), "print('hello')");
  EXPECT_EQ(image->getArray("completions")->getObject(0)->getValue<std::string>("caption"), "print");
}

TEST(RuntimesHandlerTest, TheDefaultIsPythonElseTheFirst) {
  EXPECT_EQ(AnswerFor({{FakeNode(), "ready"}, {FakePython(), "ready"}})->getValue<std::string>("default"),
            "code-runner-python");
  EXPECT_EQ(AnswerFor({{FakeNode(), "ready"}})->getValue<std::string>("default"), "code-runner-node");
  EXPECT_TRUE(AnswerFor({})->isNull("default"));
}

}  // namespace
}  // namespace code_runner::http
