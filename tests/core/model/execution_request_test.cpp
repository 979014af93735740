#include "model/execution_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace code_runner {
namespace {

using std::chrono::seconds;
using std::string_literals::operator""s;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;
using Bounds = RequestBounds;
using Location = std::vector<std::string>;

RequestFields Hello() {
  RequestFields fields;
  fields.code = "print('hello')";
  return fields;
}

RequestFields WithFile(const std::string& path) {
  RequestFields fields = Hello();
  fields.files = {{path, "content"}};
  return fields;
}

RequestFields WithVariable(const std::string& name, const std::string& value) {
  RequestFields fields = Hello();
  fields.environment = {{name, value}};
  return fields;
}

Result<ExecutionRequest> Make(RequestFields fields, const RequestBounds& bounds = {}) {
  return ExecutionRequest::Make(std::move(fields), bounds);
}

void ExpectGood(RequestFields fields, const RequestBounds& bounds = {}) {
  const Result<ExecutionRequest> request = Make(std::move(fields), bounds);
  EXPECT_TRUE(request) << request.error().message
                       << (request.error().violations.empty() ? "" : request.error().violations[0].message);
}

void ExpectError(RequestFields fields, ErrorCode code, const std::string& message) {
  const Result<ExecutionRequest> request = Make(std::move(fields));
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, code);
  EXPECT_THAT(request.error().message, HasSubstr(message));
}

void ExpectViolation(RequestFields fields, const Location& location, const std::string& message) {
  const Result<ExecutionRequest> request = Make(std::move(fields));
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, ErrorCode::kInvalidRequest);
  ASSERT_EQ(request.error().violations.size(), 1U);
  const Violation& violation = request.error().violations.front();
  EXPECT_EQ(violation.location, location);
  EXPECT_THAT(violation.message, HasSubstr(message));
  EXPECT_EQ(violation.type, "value_error");
}

TEST(ExecutionRequestTest, TheSmallestRequestGetsTheOperatorsDefaults) {
  RequestBounds bounds;
  bounds.default_timeout = seconds(7);
  bounds.default_memory_bytes = 77 << 20;
  bounds.default_cpu_shares = 777;
  bounds.default_disk_bytes = 7 << 20;
  bounds.default_network = false;
  const Result<ExecutionRequest> request = Make(Hello(), bounds);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->Code(), "print('hello')");
  EXPECT_EQ(request->Image(), "python");
  EXPECT_EQ(request->RunLimits(), (Limits{seconds(7), 77 << 20, 777, 7 << 20, false}));
  EXPECT_FALSE(request->NamesTimeout());
  EXPECT_FALSE(request->NamesMemory());
}

TEST(ExecutionRequestTest, KeepsWhatTheClientNames) {
  RequestFields fields = Hello();
  fields.image = "node";
  fields.files = {{"a.txt", "A"}};
  fields.entrypoint = "sh run.sh";
  fields.timeout = 5;
  fields.mem_limit = "1G";
  fields.cpu_shares = 2;
  fields.disk_limit = "2048kb";
  fields.allow_network = false;
  fields.environment = {{"A", ""}};
  fields.args = {"", "-x"};
  fields.stdin_text = "in";
  const Result<ExecutionRequest> request = Make(fields);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->Image(), "node");
  EXPECT_EQ(request->Entrypoint(), "sh run.sh");
  EXPECT_EQ(request->Files().front().content, "A");
  EXPECT_EQ(request->Variables(), fields.environment);
  EXPECT_EQ(request->Args(), fields.args);
  EXPECT_EQ(request->Stdin(), "in");
  EXPECT_EQ(request->RunLimits(), (Limits{seconds(5), 1 << 30, 2, 2 << 20, false}));
  EXPECT_TRUE(request->NamesTimeout());
  EXPECT_TRUE(request->NamesMemory());
}

TEST(ExecutionRequestTest, NeedsCodeOrAnEntrypoint) {
  RequestFields fields;
  ExpectError(fields, ErrorCode::kBadRequest, "entrypoint");
  fields.entrypoint = "";
  ExpectError(fields, ErrorCode::kBadRequest, "entrypoint");
  fields.entrypoint = "true";
  ExpectGood(fields);
}

TEST(ExecutionRequestTest, AnEmptyEntrypointCountsAsMissing) {
  RequestFields fields = Hello();
  fields.entrypoint = "";
  const Result<ExecutionRequest> request = Make(fields);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->Entrypoint(), std::nullopt);
}

TEST(ExecutionRequestTest, CodeAndFilesAreBoundedTogether) {
  RequestBounds bounds;
  bounds.max_code_bytes = 10;
  RequestFields fields;
  fields.code = "1234";
  fields.files = {{"a", "123"}, {"b", "123"}};
  ExpectGood(fields, bounds);
  fields.files[1].content += '4';
  const Result<ExecutionRequest> request = Make(fields, bounds);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, ErrorCode::kPayloadTooLarge);
  EXPECT_THAT(request.error().message, HasSubstr("10 bytes"));
}

TEST(ExecutionRequestTest, FileNamesThatMightLeaveTheWorkFolderAreBadRequests) {
  for (const char* name : {"", "/", "/etc/passwd", "..", "../x", "a/../b", "a/.."}) {
    const Result<ExecutionRequest> request = Make(WithFile(name));
    ASSERT_FALSE(request) << name;
    EXPECT_EQ(request.error().code, ErrorCode::kBadRequest) << name;
    EXPECT_THAT(request.error().message, StartsWith("Invalid filename")) << name;
  }
}

TEST(ExecutionRequestTest, AComplaintShowsTheBeginningOfALongName) {
  std::string name = "/" + std::string(62, 'a') + "ü" + std::string(1 << 20, 'b');
  const Result<ExecutionRequest> request = Make(WithFile(name));
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().message, "Invalid filename: '/" + std::string(62, 'a') + "'");
}

TEST(ExecutionRequestTest, FilesGetTheirNormalNames) {
  RequestFields fields = Hello();
  fields.files = {{"./a", ""}, {"b//c", ""}, {"d/./e", ""}, {"...", ""}, {"a b\n", ""}, {"ü", ""}};
  const Result<ExecutionRequest> request = Make(fields);
  ASSERT_TRUE(request);
  std::vector<std::string> paths;
  for (const SourceFile& file : request->Files()) paths.push_back(file.path);
  EXPECT_THAT(paths, ElementsAre("a", "b/c", "d/e", "...", "a b\n", "ü"));
}

TEST(ExecutionRequestTest, FileNamesMustNameFiles) {
  for (const std::string name : {"a/", ".", "./", "a/."}) {
    ExpectViolation(WithFile(name), {"body", "files", name}, "file");
  }
  ExpectViolation(WithFile("a\0b"s), {"body", "files"}, "NUL");
}

TEST(ExecutionRequestTest, FileNamesAreBounded) {
  const std::string component(Bounds::kMaxFileNameComponentBytes, 'c');
  const Location beginning = {"body", "files", std::string(64, 'c')};
  ExpectGood(WithFile(component));
  ExpectViolation(WithFile(component + 'c'), beginning, "255");

  const std::string path = component + '/' + component + '/' + component + '/' + std::string(254, 'd') + "/1";
  ASSERT_EQ(path.size(), Bounds::kMaxFileNameBytes);
  ExpectGood(WithFile(path));
  ExpectGood(WithFile("./" + path));
  ExpectViolation(WithFile(path + '2'), beginning, "1024");
}

TEST(ExecutionRequestTest, FilesMustNotClash) {
  const auto two = [](const char* first, const char* second) {
    RequestFields fields = Hello();
    fields.files = {{first, "1"}, {second, "2"}};
    return fields;
  };
  ExpectViolation(two("a", "./a"), {"body", "files", "a"}, "another file");
  ExpectViolation(two("a/b", "a//b"), {"body", "files", "a/b"}, "another file");
  ExpectViolation(two("a", "a/b"), {"body", "files", "a/b"}, "another file");
  ExpectViolation(two("a/b/c", "a"), {"body", "files", "a/b/c"}, "another file");
  ExpectGood(two("a", "a.b"));
}

TEST(ExecutionRequestTest, TheNumberOfFilesIsBounded) {
  RequestFields fields = Hello();
  for (std::size_t i = 0; i < Bounds::kMaxFiles; ++i) fields.files.push_back({"f" + std::to_string(i), ""});
  ExpectGood(fields);
  fields.files.push_back({"a/", ""});
  ExpectViolation(fields, {"body", "files"}, "1000");
}

TEST(ExecutionRequestTest, VariablesHaveProperNames) {
  ExpectGood(WithVariable("a b-c.ü", "=\n"));
  ExpectViolation(WithVariable("", "x"), {"body", "environment"}, "name");
  ExpectViolation(WithVariable("A=B", "x"), {"body", "environment"}, "name");
  ExpectViolation(WithVariable("A\0"s, "x"), {"body", "environment"}, "NUL");
  ExpectViolation(WithVariable("A", "x\0y"s), {"body", "environment", "A"}, "NUL");
}

TEST(ExecutionRequestTest, SomeVariablesAreReserved) {
  for (const std::string name : {"ENCODED_CODE", "ENCODED_FILES", "CUSTOM_ENTRYPOINT"}) {
    ExpectViolation(WithVariable(name, "x"), {"body", "environment", name}, "reserved");
  }
  ExpectGood(WithVariable("encoded_code", "x"));
}

TEST(ExecutionRequestTest, VariablesAreBoundedAsTheKernelCountsThem) {
  constexpr std::size_t kLongest = Bounds::kMaxEnvironmentBytes - 3;  // "A=" and the end
  ExpectGood(WithVariable("A", std::string(kLongest, 'x')));
  ExpectViolation(WithVariable("A", std::string(kLongest + 1, 'x')), {"body", "environment"}, "131072");
  RequestFields fields = Hello();
  for (std::size_t i = 0; i < Bounds::kMaxVariables; ++i) fields.environment.emplace_back("V" + std::to_string(i), "");
  ExpectGood(fields);
  fields.environment.emplace_back("", "");
  ExpectViolation(fields, {"body", "environment"}, "1000 variables");
}

TEST(ExecutionRequestTest, ArgumentsAreBoundedAsTheKernelCountsThem) {
  RequestFields fields = Hello();
  fields.args = {std::string(Bounds::kMaxArgsBytes - 1, 'x')};
  ExpectGood(fields);
  fields.args[0] += 'x';
  ExpectViolation(fields, {"body", "args"}, "131072");
  fields.args.assign(Bounds::kMaxArgs, "");
  ExpectGood(fields);
  fields.args.emplace_back();
  ExpectViolation(fields, {"body", "args"}, "1000 arguments");
  fields.args = {"a\0b"s};
  ExpectViolation(fields, {"body", "args"}, "NUL");
}

TEST(ExecutionRequestTest, TheEntrypointIsBounded) {
  RequestFields fields = Hello();
  fields.entrypoint = std::string(Bounds::kMaxEntrypointBytes, 'x');
  ExpectGood(fields);
  *fields.entrypoint += 'x';
  ExpectViolation(fields, {"body", "entrypoint"}, "65536");
  fields.entrypoint = "a\0b"s;
  ExpectViolation(fields, {"body", "entrypoint"}, "NUL");
}

TEST(ExecutionRequestTest, TheImageNameIsBounded) {
  RequestFields fields = Hello();
  fields.image = std::string(Bounds::kMaxImageNameBytes, 'x');
  ExpectGood(fields);
  for (const std::string& bad : {""s, fields.image + 'x', "a\0b"s}) {
    fields.image = bad;
    ExpectViolation(fields, {"body", "image"}, "256");
  }
}

TEST(ExecutionRequestTest, TheTimeoutIsBounded) {
  RequestFields fields = Hello();
  for (const std::int64_t good : {1, 300}) {
    fields.timeout = good;
    ExpectGood(fields);
  }
  for (const std::int64_t bad : {std::int64_t{0}, std::int64_t{301}, std::int64_t{-1}, INT64_MAX, INT64_MIN}) {
    fields.timeout = bad;
    ExpectViolation(fields, {"body", "timeout"}, "from 1 to 300");
  }
}

TEST(ExecutionRequestTest, CpuSharesAreDockers) {
  RequestFields fields = Hello();
  for (const std::int64_t good : {2, 262144}) {
    fields.cpu_shares = good;
    ExpectGood(fields);
  }
  for (const std::int64_t bad : {std::int64_t{1}, std::int64_t{262145}, std::int64_t{4294967298}, INT64_MIN}) {
    fields.cpu_shares = bad;
    ExpectViolation(fields, {"body", "cpu_shares"}, "from 2 to 262144");
  }
}

TEST(ExecutionRequestTest, MemoryIsBounded) {
  RequestFields fields = Hello();
  for (const char* good : {"16m", "2048m", "2g", "16777216"}) {
    fields.mem_limit = good;
    ExpectGood(fields);
  }
  for (const char* bad : {"16777215", "2147483649", "3g", "0", "-1", "", "lots", "64m,uid=0"}) {
    fields.mem_limit = bad;
    ExpectViolation(fields, {"body", "mem_limit"}, "from 16m to 2048m");
  }
}

TEST(ExecutionRequestTest, DiskIsBounded) {
  RequestFields fields = Hello();
  for (const char* good : {"1m", "5000m", "1048576"}) {
    fields.disk_limit = good;
    ExpectGood(fields);
  }
  for (const char* bad : {"1048575", "5001m", "5242880001", "1m,uid=0", "1.5g"}) {
    fields.disk_limit = bad;
    ExpectViolation(fields, {"body", "disk_limit"}, "from 1m to 5000m");
  }
}

TEST(ExecutionRequestTest, AllViolationsAreToldAtOnce) {
  RequestFields fields = Hello();
  fields.image = "";
  fields.files = {{"a/", ""}, {"b/.", ""}};
  fields.entrypoint = "\0"s;
  fields.timeout = 0;
  fields.mem_limit = "1";
  fields.cpu_shares = 0;
  fields.disk_limit = "1";
  fields.environment = {{"", ""}, {"ENCODED_CODE", ""}};
  fields.args = {"\0"s};
  const Result<ExecutionRequest> request = Make(fields);
  ASSERT_FALSE(request);
  std::vector<Location> locations;
  for (const Violation& violation : request.error().violations) locations.push_back(violation.location);
  EXPECT_THAT(locations,
              UnorderedElementsAre(
                  Location{"body", "image"}, Location{"body", "files", "a/"}, Location{"body", "files", "b/."},
                  Location{"body", "entrypoint"}, Location{"body", "timeout"}, Location{"body", "mem_limit"},
                  Location{"body", "cpu_shares"}, Location{"body", "disk_limit"}, Location{"body", "environment"},
                  Location{"body", "environment", "ENCODED_CODE"}, Location{"body", "args"}));
}

}  // namespace
}  // namespace code_runner
