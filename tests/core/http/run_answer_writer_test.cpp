#include "http/run_answer_writer.h"

#include <gtest/gtest.h>

#include "core/http/test_server.h"

namespace code_runner::http {
namespace {

std::string Written(const ExecutionResult& result) {
  std::string json;
  EXPECT_TRUE(WriteRunAnswer(result, [&](std::string_view piece) { json += piece; }));
  return json;
}

TEST(RunAnswerWriterTest, WritesEveryField) {
  ExecutionResult result = Printed("out", "id");
  ASSERT_TRUE(result.err.text.Append("err\xFF"));
  result.err.bytes = 10;
  result.execution_time = std::chrono::milliseconds(1500);
  result.metadata = R"({"a":[1]})";
  result.usage = {std::chrono::milliseconds(250), std::chrono::milliseconds(125), 4096};
  result.start = StartKind::kWarm;
  EXPECT_EQ(Written(result),
            "{\"stdout\":\"out\",\"stderr\":\"err\xEF\xBF\xBD\",\"exit_code\":0,\"execution_time\":1.500000,"
            R"("status":"exited","signal":null,"start":"warm","run_id":"id","metadata":{"a":[1]},)"
            R"("stdout_truncated":false,"stdout_bytes":3,"stderr_truncated":true,"stderr_bytes":10,)"
            R"("usage":{"wall_time":0.250000,"cpu_time":0.125000,"peak_memory_bytes":4096}})");
}

TEST(RunAnswerWriterTest, ASignalIsANumber) {
  ExecutionResult result = Printed("");
  result.status = ExecutionStatus::kSignaled;
  result.signal = 9;
  result.exit_code = 137;
  EXPECT_NE(Written(result).find(R"("exit_code":137,"execution_time":0.000000,"status":"signaled","signal":9)"),
            std::string::npos);
}

TEST(RunAnswerWriterTest, MetadataIsAnyJson) {
  for (const char* metadata : {"5", "null", "\"x\"", "[]"}) {
    ExecutionResult result = Printed("");
    result.metadata = metadata;
    EXPECT_NE(Written(result).find("\"metadata\":" + result.metadata + ","), std::string::npos) << metadata;
  }
}

TEST(RunAnswerWriterTest, MetadataThatIsNotJsonIsLeftOut) {
  for (const char* metadata : {"", "{", "1}", "{\"a\":1},\"exit_code\":0", "\"\xFF\"", "[NaN]"}) {
    ExecutionResult result = Printed("");
    result.metadata = metadata;
    EXPECT_EQ(Written(result).find("metadata"), std::string::npos) << metadata;
  }
}

ExecutionResult FailedCompile(std::string_view out, std::string_view err) {
  ExecutionResult result = Printed("");
  result.status = ExecutionStatus::kCompileFailed;
  result.exit_code = 2;
  result.compile.emplace();
  EXPECT_TRUE(result.compile->out.Append(out));
  EXPECT_TRUE(result.compile->err.Append(err));
  result.compile->exit_code = 2;
  return result;
}

TEST(RunAnswerWriterTest, WhatTheCompilerSaidIsStderrWhenCompilingFailed) {
  const std::string json = Written(FailedCompile("note", "error"));
  EXPECT_NE(json.find(R"("stderr":"error","exit_code":2)"), std::string::npos);
  EXPECT_NE(json.find(R"("stderr_truncated":false,"stderr_bytes":5)"), std::string::npos);
  EXPECT_NE(json.find(R"("compile":{"stdout":"note","stderr":"error","exit_code":2,"time":0.000000,"cached":false})"),
            std::string::npos);
  EXPECT_NE(Written(FailedCompile("note", "")).find(R"("stderr":"note","exit_code":2)"), std::string::npos);
}

TEST(RunAnswerWriterTest, WhatTheCompilerSaidIsNotStderrWhenCompilingWentWell) {
  ExecutionResult result = FailedCompile("note", "warning");
  result.status = ExecutionStatus::kExited;
  EXPECT_NE(Written(result).find(R"("stderr":"","exit_code":2)"), std::string::npos);
}

TEST(RunAnswerWriterTest, PiecesAreSmall) {
  std::size_t largest = 0;
  std::size_t total = 0;
  ASSERT_TRUE(WriteRunAnswer(Printed(std::string(4 << 20, 'x')), [&](std::string_view piece) {
    largest = std::max(largest, piece.size());
    total += piece.size();
  }));
  EXPECT_LE(largest, 64U * 1024);
  EXPECT_GT(total, 4U << 20);
}

}  // namespace
}  // namespace code_runner::http
