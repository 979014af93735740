// A prestarted interpreter cannot be told from a fresh process: a corpus of programs, each run both ways.
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>
#include <regex>
#include <string>
#include <vector>

#include "service/programs.h"
#include "service/run.h"
#include "support/service.h"

namespace code_runner::testing {
namespace {

namespace fs = std::filesystem;

constexpr int kAttemptsMax = 100;  // each of which takes as long as a new sandbox

// A file is a program; a folder is one with further files beside its main file. When the first line of the main file is
// a comment that holds a JSON object, these are further fields of the request, and perhaps `prestarted`: false where
// the run must not have the waiting interpreter.
struct Program {
  std::string runtime;
  std::string name;
  fs::path path;
};

void PrintTo(const Program& program, std::ostream* stream) {
  *stream << program.path.string();
}

std::vector<Program> FindPrograms() {
  std::vector<Program> programs;
  for (const std::string runtime : {"python", "node"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(CORPUS_DIR) / runtime)) {
      programs.push_back({runtime, runtime + "_" + entry.path().stem().string(), entry.path()});
    }
  }
  std::ranges::sort(programs, {}, &Program::name);
  return programs;
}

struct Experiment {
  RunRequest request;
  bool prestarted = true;
};

// The fields in the first line of `code`.
Poco::JSON::Object::Ptr FindFields(const std::string& code) {
  for (const std::string comment : {"# {", "// {"}) {
    if (!code.starts_with(comment)) continue;
    const std::size_t begin = comment.size() - 1;
    return Poco::JSON::Parser().parse(code.substr(begin, code.find('\n') - begin)).extract<Poco::JSON::Object::Ptr>();
  }
  return new Poco::JSON::Object;
}

void ApplyFields(const Poco::JSON::Object& fields, Experiment& experiment) {
  RunRequest& request = experiment.request;
  if (const auto args = fields.getArray("args")) {
    for (const auto& arg : *args) request.args.push_back(arg.toString());
  }
  if (const auto variables = fields.getObject("environment")) {
    for (const auto& [name, value] : *variables) request.environment[name] = value.toString();
  }
  if (fields.has("stdin")) request.stdin_text = fields.getValue<std::string>("stdin");
  if (fields.has("entrypoint")) request.entrypoint = fields.getValue<std::string>("entrypoint");
  experiment.prestarted = fields.optValue("prestarted", true);
}

Experiment ReadExperiment(const Program& program) {
  const std::string main_file = program.runtime == "python" ? "main.py" : "main.js";
  Experiment experiment;
  RunRequest& request = experiment.request;
  request.image = program.runtime;
  if (fs::is_directory(program.path)) {
    request.files = ReadFolder(program.path);
    request.code = request.files.extract(main_file).mapped();
  } else {
    request.code = ReadFile(program.path);
  }
  ApplyFields(*FindFields(request.code), experiment);
  return experiment;
}

// Node.js names the number of its process in every warning, which is a matter of chance.
std::string WithoutProcessIds(const std::string& text) {
  return std::regex_replace(text, std::regex("\\(node:[0-9]+\\)"), "(node)");
}

class Services : public ::testing::Environment {
 public:
  void SetUp() override {
    why_not = WhyNoDocker();
    if (!why_not.empty()) return;
    const Service::Settings common = {{"RUNTIMES", "python,node"}, {"DEFAULT_ALLOW_NETWORK", "false"}};
    Service::Settings with_pool = common;
    Service::Settings without_pool = common;
    with_pool["WARM_POOL"] = "python=2,node=2";
    without_pool["WARM_POOL"] = "none";
    waiting = std::make_unique<Service>(with_pool);
    ASSERT_TRUE(waiting->WaitUntilReady()) << waiting->LogText();
    fresh = std::make_unique<Service>(without_pool);
    ASSERT_TRUE(fresh->WaitUntilReady()) << fresh->LogText();
  }
  void TearDown() override {
    waiting.reset();
    fresh.reset();
  }

  std::string why_not;
  std::unique_ptr<Service> waiting;  // whose sandboxes wait
  std::unique_ptr<Service> fresh;    // whose sandboxes are made for their runs
};

// GoogleTest owns it.
Services* const kServices = new Services;
[[maybe_unused]] const auto* const kRegistered = ::testing::AddGlobalTestEnvironment(kServices);

// In a sandbox that was waiting, whether or not the run could have the interpreter in it.
RunAnswer RunInWaitingSandbox(const RunRequest& request) {
  RunAnswer answer = Run(*kServices->waiting, request);
  for (int attempt = 1; StartOf(answer) == "cold" && attempt < kAttemptsMax; ++attempt) {
    answer = Run(*kServices->waiting, request);
  }
  return answer;
}

class PrestartTest : public ::testing::TestWithParam<Program> {
 protected:
  void SetUp() override {
    if (!kServices->why_not.empty()) GTEST_SKIP() << kServices->why_not;
  }
};

TEST_P(PrestartTest, BehavesAsInAFreshProcess) {
  const Experiment experiment = ReadExperiment(GetParam());
  const RunAnswer waiting = RunInWaitingSandbox(experiment.request);
  const RunAnswer fresh = testing::Run(*kServices->fresh, experiment.request);
  ASSERT_EQ(waiting.http_status, 200) << ::testing::PrintToString(waiting);
  ASSERT_EQ(fresh.http_status, 200) << ::testing::PrintToString(fresh);
  EXPECT_EQ(StartOf(waiting), experiment.prestarted ? "prestarted" : "warm");
  EXPECT_EQ(StartOf(fresh), "cold");
  EXPECT_EQ(waiting.out, fresh.out);
  EXPECT_EQ(WithoutProcessIds(waiting.err), WithoutProcessIds(fresh.err));
  EXPECT_EQ(waiting.status, fresh.status);
  EXPECT_EQ(waiting.exit_code, fresh.exit_code);
}

INSTANTIATE_TEST_SUITE_P(Corpus, PrestartTest, ::testing::ValuesIn(FindPrograms()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace code_runner::testing
