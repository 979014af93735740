// The HTTP contract, as a client meets it.
#include <Poco/JSON/Array.h>

#include <algorithm>
#include <future>
#include <set>
#include <string>
#include <vector>

#include "service/shared_service.h"

namespace code_runner::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::chrono::seconds kHealthMost{2};    // promised by the contract
constexpr std::chrono::seconds kRefusalMost{10};  // for a server that will not start

HttpAnswer Post(const Service& service, const std::string& body) {
  return service.Call("POST", "/run", body, {{"Content-Type", "application/json"}});
}

std::string Header(const HttpAnswer& answer, const std::string& name) {
  const auto found = answer.headers.find(name);
  return found == answer.headers.end() ? "" : found->second;
}

std::string Detail(const HttpAnswer& answer) {
  return answer.Json()->optValue<std::string>("detail", "");
}

class HttpContractTest : public SharedServiceTest {
 protected:
  static HttpAnswer Get(const std::string& path, const std::map<std::string, std::string>& headers = {}) {
    return TheService().Call("GET", path, "", headers);
  }
  static HttpAnswer Post(const std::string& body) { return testing::Post(TheService(), body); }
  static std::vector<Poco::JSON::Object::Ptr> Runtimes() {
    std::vector<Poco::JSON::Object::Ptr> runtimes;
    const Poco::JSON::Array::Ptr images = Get("/runtimes").Json()->getArray("images");
    for (unsigned i = 0; i < images->size(); ++i) runtimes.push_back(images->getObject(i));
    return runtimes;
  }
};

TEST_F(HttpContractTest, TellsItsHealth) {
  const HttpAnswer answer = Get("/health");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"status":"ok","docker_connected":true,"auth_enabled":false})");
}

TEST_F(HttpContractTest, SaysThatItIsOperational) {
  const HttpAnswer answer = Get("/");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"message":"Code Runner is operational."})");
}

TEST_F(HttpContractTest, SendsBrowsersToThePlayground) {
  const HttpAnswer answer = Get("/", {{"Accept", "text/html,application/xhtml+xml"}});
  EXPECT_EQ(answer.status, 307);
  const HttpAnswer page = Get(Header(answer, "location"));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(Header(page, "content-type"), StartsWith("text/html"));
  EXPECT_THAT(page.body, HasSubstr("</html>"));
}

TEST_F(HttpContractTest, ListsItsRuntimes) {
  ASSERT_TRUE(TheService().WaitUntilReady()) << TheService().LogText();
  const std::set<std::string> texts = {"name",      "description",    "version", "default_entrypoint",
                                       "main_file", "file_extension", "example", "example_output"};
  std::set<std::string> ids;
  for (const Poco::JSON::Object::Ptr& runtime : Runtimes()) {
    const auto id = runtime->getValue<std::string>("id");
    ids.insert(id);
    EXPECT_EQ(runtime->getValue<std::string>("status"), "ready") << id;
    for (const std::string& text : texts) EXPECT_NE(runtime->getValue<std::string>(text), "") << id << ' ' << text;
    EXPECT_TRUE(runtime->getArray("aliases")) << id;
    const Poco::JSON::Array::Ptr completions = runtime->getArray("completions");
    ASSERT_TRUE(completions) << id;
    EXPECT_GT(completions->size(), 0U) << id;
    for (unsigned i = 0; i < completions->size(); ++i) {
      const Poco::JSON::Object::Ptr completion = completions->getObject(i);
      for (const char* member : {"caption", "meta", "score", "docText"}) EXPECT_TRUE(completion->has(member)) << id;
      EXPECT_TRUE(completion->has("value") || completion->has("snippet")) << id;
    }
  }
  EXPECT_THAT(ids, ElementsAre("code-runner-bun", "code-runner-deno", "code-runner-go", "code-runner-node",
                               "code-runner-python", "code-runner-rust"));
  EXPECT_EQ(Get("/runtimes").Json()->getValue<std::string>("default"), "code-runner-python");
  EXPECT_EQ(Get("/images").body, Get("/runtimes").body);
}

TEST_F(HttpContractTest, KnowsARuntimeByAllItsNames) {
  ASSERT_TRUE(TheService().WaitUntilReady()) << TheService().LogText();
  for (const Poco::JSON::Object::Ptr& runtime : Runtimes()) {
    const auto image = runtime->getValue<std::string>("id");
    std::vector<std::string> names = {image, image.substr(std::string("code-runner-").size())};
    const Poco::JSON::Array::Ptr aliases = runtime->getArray("aliases");
    for (unsigned i = 0; i < aliases->size(); ++i) names.push_back(aliases->getElement<std::string>(i));
    for (const std::string& name : names) {
      EXPECT_THAT(Run({.image = name, .code = runtime->getValue<std::string>("example")}),
                  AllOf(Exits(0), Prints(runtime->getValue<std::string>("example_output"))));
    }
  }
}

TEST_F(HttpContractTest, TakesPythonWhenNoImageIsNamed) {
  const HttpAnswer answer = Post(R"json({"code": "print('default')"})json");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.Json()->getValue<std::string>("stdout"), "default\n");
}

TEST_F(HttpContractTest, NamesTheImageItDoesNotKnow) {
  const HttpAnswer answer = Post(R"({"code": "x", "image": "cobol-85"})");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(Detail(answer), HasSubstr("cobol-85"));
}

TEST_F(HttpContractTest, RefusesUnknownPathsAndMethods) {
  EXPECT_EQ(Get("/nothing").status, 404);
  EXPECT_EQ(Get("/nothing").body, R"({"detail":"Not Found"})");
  const HttpAnswer get = Get("/run");
  EXPECT_EQ(get.status, 405);
  EXPECT_EQ(get.body, R"({"detail":"Method Not Allowed"})");
  EXPECT_EQ(Header(get, "allow"), "POST");
  const HttpAnswer remove = TheService().Call("DELETE", "/health", "", {});
  EXPECT_EQ(remove.status, 405);
  EXPECT_THAT(Header(remove, "allow"), HasSubstr("GET"));
}

TEST_F(HttpContractTest, GivesEveryAnswerARequestId) {
  EXPECT_EQ(Header(Get("/health", {{"X-Request-Id", "my-request_1.2"}}), "x-request-id"), "my-request_1.2");
  EXPECT_EQ(Header(Get("/nothing", {{"X-Request-Id", "lost"}}), "x-request-id"), "lost");
  const std::string made = Header(Get("/health"), "x-request-id");
  EXPECT_NE(made, "");
  EXPECT_NE(Header(Get("/health"), "x-request-id"), made);
  EXPECT_THAT(Header(Get("/health", {{"X-Request-Id", "not <sane>"}}), "x-request-id"), Not(HasSubstr("sane")));
}

struct InvalidBody {
  std::string body;
  std::string location;  // of the only mistake
  std::string type;
};

const InvalidBody kInvalidBodies[] = {
    {"", R"(["body"])", "missing"},
    {"{", R"(["body"])", "json_invalid"},
    {"[]", R"(["body"])", "json_invalid"},
    {R"({"code": "\ud800"})", R"(["body"])", "json_invalid"},
    {"{\"code\": \"\xff\"}", R"(["body"])", "json_invalid"},
    {std::string(100'000, '['), R"(["body"])", "json_invalid"},
    {"{}", R"(["body","code"])", "missing"},
    {R"({"code": 5})", R"(["body","code"])", "string_type"},
    {R"({"code": "x", "image": ["python"]})", R"(["body","image"])", "string_type"},
    {R"({"code": "x", "image": ""})", R"(["body","image"])", "value_error"},
    {R"({"code": "x", "entrypoint": 1})", R"(["body","entrypoint"])", "string_type"},
    {R"({"code": "x", "entrypoint": "a\u0000b"})", R"(["body","entrypoint"])", "value_error"},
    {R"({"code": "x", "stdin": 1})", R"(["body","stdin"])", "string_type"},
    {R"({"code": "x", "timeout": "soon"})", R"(["body","timeout"])", "int_type"},
    {R"({"code": "x", "timeout": 1.5})", R"(["body","timeout"])", "int_type"},
    {R"({"code": "x", "timeout": 0})", R"(["body","timeout"])", "value_error"},
    {R"({"code": "x", "timeout": 301})", R"(["body","timeout"])", "value_error"},
    {R"({"code": "x", "timeout": 9223372036854775808})", R"(["body","timeout"])", "value_error"},
    {R"({"code": "x", "mem_limit": 256})", R"(["body","mem_limit"])", "string_type"},
    {R"({"code": "x", "mem_limit": "much"})", R"(["body","mem_limit"])", "value_error"},
    {R"({"code": "x", "mem_limit": "15m"})", R"(["body","mem_limit"])", "value_error"},
    {R"({"code": "x", "mem_limit": "2049m"})", R"(["body","mem_limit"])", "value_error"},
    {R"({"code": "x", "cpu_shares": 1})", R"(["body","cpu_shares"])", "value_error"},
    {R"({"code": "x", "cpu_shares": 262145})", R"(["body","cpu_shares"])", "value_error"},
    {R"({"code": "x", "disk_limit": "1m,uid=0"})", R"(["body","disk_limit"])", "value_error"},
    {R"({"code": "x", "disk_limit": "1023k"})", R"(["body","disk_limit"])", "value_error"},
    {R"({"code": "x", "disk_limit": "5001m"})", R"(["body","disk_limit"])", "value_error"},
    {R"({"code": "x", "allow_network": "yes"})", R"(["body","allow_network"])", "bool_type"},
    {R"({"code": "x", "environment": []})", R"(["body","environment"])", "dict_type"},
    {R"({"code": "x", "environment": {"A": 1}})", R"(["body","environment","A"])", "string_type"},
    {R"({"code": "x", "environment": {"": "1"}})", R"(["body","environment"])", "value_error"},
    {R"({"code": "x", "environment": {"A=B": "1"}})", R"(["body","environment"])", "value_error"},
    {R"({"code": "x", "environment": {"A\u0000": "1"}})", R"(["body"])", "json_invalid"},
    {R"({"code": "x", "environment": {"ENCODED_CODE": ""}})", R"(["body","environment","ENCODED_CODE"])",
     "value_error"},
    {R"({"code": "x", "environment": {"ENCODED_FILES": ""}})", R"(["body","environment","ENCODED_FILES"])",
     "value_error"},
    {R"({"code": "x", "environment": {"CUSTOM_ENTRYPOINT": ""}})", R"(["body","environment","CUSTOM_ENTRYPOINT"])",
     "value_error"},
    {R"({"code": "x", "files": ["a"]})", R"(["body","files"])", "dict_type"},
    {R"({"code": "x", "files": {"a": 1}})", R"(["body","files","a"])", "string_type"},
    {R"({"code": "x", "files": {"a\u0000b": ""}})", R"(["body"])", "json_invalid"},
    {R"({"code": "x", "files": {"a": {"content": "!", "encoding": "base64"}}})", R"(["body","files","a","content"])",
     "value_error"},
};

TEST_F(HttpContractTest, SaysWhereARequestIsInvalid) {
  for (const auto& [body, location, type] : kInvalidBodies) {
    const HttpAnswer answer = Post(body);
    SCOPED_TRACE(body.substr(0, 200) + " was answered with " + answer.body);
    EXPECT_EQ(answer.status, 422);
    const Poco::JSON::Array::Ptr detail = answer.Json()->getArray("detail");
    EXPECT_TRUE(detail && detail->size() == 1);
    if (!detail || detail->empty()) continue;
    std::ostringstream loc;
    detail->getObject(0)->getArray("loc")->stringify(loc);
    EXPECT_EQ(loc.str(), location);
    EXPECT_EQ(detail->getObject(0)->getValue<std::string>("type"), type);
    EXPECT_NE(detail->getObject(0)->getValue<std::string>("msg"), "");
  }
}

TEST_F(HttpContractTest, SaysEverythingThatIsInvalid) {
  const HttpAnswer answer = Post(R"({"code": "x", "timeout": 0, "mem_limit": "1m", "environment": {"": ""}})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.Json()->getArray("detail")->size(), 3U);
}

TEST_F(HttpContractTest, SaysWhatALimitMayBe) {
  EXPECT_THAT(Post(R"({"code": "x", "timeout": 0})").body, AllOf(HasSubstr("1"), HasSubstr("300")));
  EXPECT_THAT(Post(R"({"code": "x", "mem_limit": "?"})").body, AllOf(HasSubstr("16m"), HasSubstr("2048m")));
  EXPECT_THAT(Post(R"({"code": "x", "disk_limit": "?"})").body, AllOf(HasSubstr("1m"), HasSubstr("5000m")));
}

TEST_F(HttpContractTest, RefusesFilesOutsideTheWorkFolder) {
  for (const std::string name : {"/etc/passwd", "../x", "a/../../x", "a/..", "..", ""}) {
    RunRequest request{.code = "x"};
    request.files = {{name, ""}};
    const HttpAnswer answer = TheService().Run(request.ToJson());
    EXPECT_EQ(answer.status, 400) << name;
    EXPECT_THAT(Detail(answer), StartsWith("Invalid filename")) << name;
  }
}

TEST_F(HttpContractTest, TakesFilesInBase64) {
  const HttpAnswer answer = Post(R"({"code": "", "entrypoint": "od -An -tx1 raw",
      "files": {"raw": {"content": "AP8K", "encoding": "base64"}}})");
  EXPECT_EQ(answer.Json()->getValue<std::string>("stdout"), " 00 ff 0a\n");
}

TEST_F(HttpContractTest, WantsSomethingToRun) {
  EXPECT_EQ(Post(R"({"code": ""})").status, 400);
  EXPECT_EQ(Post(R"({"code": "", "entrypoint": ""})").status, 400);
}

TEST_F(HttpContractTest, AnswersWithTheFieldsOfTheContract) {
  const RunAnswer answer = Run({.code = "print(1)"});
  ASSERT_THAT(answer, Exits(0));
  EXPECT_THAT(answer.json->getNames(),
              ::testing::UnorderedElementsAre("stdout", "stderr", "exit_code", "execution_time", "status", "signal",
                                              "stdout_truncated", "stderr_truncated", "stdout_bytes", "stderr_bytes",
                                              "usage", "start", "run_id"));
  EXPECT_EQ(Member(answer, "signal"), "null");
}

class AuthenticationTest : public SharedServiceTest {
 protected:
  void SetUp() override {
    SharedServiceTest::SetUp();
    if (IsSkipped()) return;
    service_ = std::make_unique<Service>(
        Service::Settings{{"RUNTIMES", "python"}, {"AUTH_TOKEN", "the token"}, {"CODE_RUNNER_API_KEYS", "one,two"}});
    ASSERT_TRUE(service_->WaitUntilReady()) << service_->LogText();
  }

  std::vector<int> StatusOfProtected(const std::map<std::string, std::string>& headers) const {
    return {service_->Call("GET", "/runtimes", "", headers).status,
            service_->Call("GET", "/images", "", headers).status,
            service_->Call("POST", "/run", R"({"code": "answer = 42"})", headers).status};
  }

  std::unique_ptr<Service> service_;
};

TEST_F(AuthenticationTest, IsWantedForAllThatIsNotOpen) {
  for (const char* path : {"/", "/health", "/ui"}) EXPECT_EQ(service_->Get(path).status, 200) << path;
  EXPECT_TRUE(service_->Get("/health").Json()->getValue<bool>("auth_enabled"));
  EXPECT_THAT(StatusOfProtected({}), Each(401));
  EXPECT_THAT(StatusOfProtected({{"X-API-Key", "three"}}), Each(403));
  EXPECT_THAT(StatusOfProtected({{"X-API-Key", "on"}}), Each(403));
  EXPECT_THAT(StatusOfProtected({{"Authorization", "Bearer wrong"}}), Each(403));
  EXPECT_THAT(StatusOfProtected({{"X-API-Key", "one"}}), Each(200));
  EXPECT_THAT(StatusOfProtected({{"X-API-Key", "two"}}), Each(200));
  EXPECT_THAT(StatusOfProtected({{"Authorization", "Bearer the token"}}), Each(200));
}

TEST_F(AuthenticationTest, KeepsItsSecretsFromPrograms) {
  const HttpAnswer answer =
      service_->Call("POST", "/run", R"({"code": "", "entrypoint": "env"})", {{"X-API-Key", "one"}});
  EXPECT_THAT(answer.body, AllOf(HasSubstr("PATH="), Not(HasSubstr("the token")), Not(HasSubstr("API_KEYS"))));
}

class SettingsTest : public SharedServiceTest {
 protected:
  // A server for Python alone.
  static std::unique_ptr<Service> Start(Service::Settings settings) {
    settings.insert({"RUNTIMES", "python"});
    auto service = std::make_unique<Service>(std::move(settings));
    EXPECT_TRUE(service->WaitUntilReady()) << service->LogText();
    return service;
  }
  // The statuses, in ascending order, of so many runs that come while none of them has ended.
  static std::vector<int> StatusesOfConcurrentRuns(const Service& service, int count) {
    std::vector<std::future<RunAnswer>> runs;
    for (int i = 0; i < count; ++i) {
      runs.push_back(
          std::async(std::launch::async, [&service] { return testing::Run(service, {.entrypoint = "sleep 3"}); }));
    }
    std::vector<int> statuses;
    for (std::future<RunAnswer>& run : runs) {
      const RunAnswer answer = run.get();
      statuses.push_back(answer.http_status);
      EXPECT_EQ(answer.headers.contains("retry-after"), answer.http_status == 429);
    }
    std::ranges::sort(statuses);
    return statuses;
  }
};

TEST_F(SettingsTest, BoundWhatARequestMayAskFor) {
  const auto service = Start({{"MAX_TIMEOUT", "5"},
                              {"MAX_MEMORY_MB", "64"},
                              {"MAX_DISK_MB", "10"},
                              {"MAX_CODE_SIZE_BYTES", "2000"},
                              {"MAX_BODY_BYTES", "4096"}});
  EXPECT_EQ(testing::Run(*service, {.code = "x", .timeout = 6}).http_status, 422);
  EXPECT_EQ(testing::Run(*service, {.code = "x", .mem_limit = "65m"}).http_status, 422);
  EXPECT_EQ(testing::Run(*service, {.code = "x", .disk_limit = "11m"}).http_status, 422);
  EXPECT_EQ(testing::Run(*service, {.code = std::string(2001, '#')}).http_status, 413);
  EXPECT_EQ(testing::Run(*service, {.code = "x", .files = {{"a", std::string(2000, 'x')}}}).http_status, 413);
  EXPECT_EQ(testing::Run(*service, {.code = std::string(5000, '#')}).http_status, 413);
  EXPECT_THAT(
      testing::Run(*service, {.code = std::string(2000, '#'), .timeout = 5, .mem_limit = "64m", .disk_limit = "10m"}),
      Exits(0));
}

TEST_F(SettingsTest, BoundWhatAProgramMayUse) {
  const auto service = Start({{"MAX_OUTPUT_BYTES", "1024"}, {"MAX_PIDS", "20"}, {"MAX_CPU_CORES", "0.5"}});
  const RunAnswer flood = testing::Run(*service, {.code = "print('x' * 4999)"});
  EXPECT_THAT(flood, AllOf(Exits(0), Prints(std::string(1024, 'x'))));
  EXPECT_EQ(Member(flood, "stdout_bytes"), "5000");
  EXPECT_THAT(testing::Run(*service, {.entrypoint = "for i in $(seq 40); do sleep 60 & done; echo all"}),
              AllOf(Not(Exits(0)), Complains(HasSubstr("fork"))));
  // Version 2 of cgroups, or version 1: microseconds in a period of 100 ms.
  EXPECT_THAT(testing::Run(*service, {.entrypoint = "cd /sys/fs/cgroup; cat cpu.max || cat cpu/cpu.cfs_quota_us"}),
              AllOf(Exits(0), Prints(StartsWith("50000"))));
}

TEST_F(SettingsTest, BoundTheQueue) {
  EXPECT_THAT(StatusesOfConcurrentRuns(*Start({{"MAX_CONCURRENT_RUNS", "1"}, {"MAX_QUEUED_RUNS", "0"}}), 2),
              ElementsAre(200, 429));
  EXPECT_THAT(StatusesOfConcurrentRuns(*Start({{"MAX_CONCURRENT_RUNS", "1"}, {"MAX_QUEUED_RUNS", "1"}}), 3),
              ElementsAre(200, 200, 429));
}

TEST_F(SettingsTest, GiveTheDefaultsOfARequest) {
  const auto service = Start({{"DEFAULT_TIMEOUT", "2"}, {"DEFAULT_ALLOW_NETWORK", "false"}});
  const RunAnswer answer = testing::Run(*service, {.entrypoint = "cat /proc/net/dev; sleep 1000"});
  EXPECT_THAT(answer, AllOf(EndsAs("timed_out", -1), Prints(AllOf(HasSubstr("lo:"), Not(HasSubstr("eth0"))))));
  EXPECT_LT(answer.waited, 3s);
}

// These need no engine.

TEST(RefusedSettingsTest, AreListedBeforeTheServerEnds) {
  Service service({{"PORT", "99999"},
                   {"LOG_LEVEL", "loud"},
                   {"MAX_TIMEOUT", "never"},
                   {"MAX_MEMORY_MB", "1"},
                   {"DEFAULT_MEMORY", "much"},
                   {"DEFAULT_ALLOW_NETWORK", "perhaps"},
                   {"MAX_CPU_CORES", "-1"},
                   {"MAX_PIDS", "0"},
                   {"MAX_OUTPUT_BYTES", "1"},
                   {"MAX_QUEUED_RUNS", "-1"},
                   {"WARM_POOL", "python=many"},
                   {"SANDBOX_REUSE", "sometimes"}},
                  Service::Expect::kExit);
  EXPECT_EQ(service.WaitForExit(kRefusalMost), 1);
  for (const char* name :
       {"PORT", "LOG_LEVEL", "MAX_TIMEOUT", "MAX_MEMORY_MB", "DEFAULT_MEMORY", "DEFAULT_ALLOW_NETWORK", "MAX_CPU_CORES",
        "MAX_PIDS", "MAX_OUTPUT_BYTES", "MAX_QUEUED_RUNS", "WARM_POOL", "SANDBOX_REUSE"}) {
    EXPECT_THAT(service.LogText(), HasSubstr(std::string("\n") + name + ": "));
  }
}

TEST(RefusedSettingsTest, IncludeRuntimesThatThereAreNot) {
  Service service({{"RUNTIMES", "python,cobol"}, {"WARM_POOL", "fortran=1"}}, Service::Expect::kExit);
  EXPECT_EQ(service.WaitForExit(kRefusalMost), 1);
  EXPECT_THAT(service.LogText(), AllOf(HasSubstr("cobol"), HasSubstr("fortran")));
}

TEST(WithoutDockerTest, TellsThatItCannotRunAnything) {
  const Service service({{"DOCKER_HOST", "unix:///nonexistent/docker.sock"}, {"RUNTIMES", "python"}});
  const auto start = std::chrono::steady_clock::now();
  const HttpAnswer health = service.Get("/health");
  EXPECT_LT(std::chrono::steady_clock::now() - start, kHealthMost);
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health.body, R"({"status":"degraded","docker_connected":false,"auth_enabled":false})");
  const HttpAnswer answer = Post(service, R"({"code": "answer = 42"})");
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(Header(answer, "retry-after"), "");
  EXPECT_THAT(answer.body, Not(HasSubstr("nonexistent")));
}

}  // namespace
}  // namespace code_runner::testing
