#include "http/run_answer_writer.h"

#include <cstdint>

#include "http/json_validator.h"
#include "http/json_writer.h"

namespace code_runner::http {
namespace {

Status WriteText(JsonWriter& json, std::string_view key, const Spool& text) {
  json.Key(key);
  return json.String(text);
}

const Spool& ErrorText(const ExecutionResult& result) {
  const bool compiler_only = result.status == ExecutionStatus::kCompileFailed && result.err.text.Size() == 0;
  if (!compiler_only || !result.compile) return result.err.text;
  return result.compile->err.Size() > 0 ? result.compile->err : result.compile->out;
}

void WriteEnd(JsonWriter& json, const ExecutionResult& result) {
  json.Key("exit_code");
  json.Integer(result.exit_code);
  json.Key("execution_time");
  json.Seconds(result.execution_time.count());
  json.Key("status");
  json.String(ToString(result.status));
  json.Key("signal");
  result.signal ? json.Integer(*result.signal) : json.Null();
  json.Key("start");
  json.String(ToString(result.start));
  json.Key("run_id");
  json.String(result.run_id);
  if (result.metadata.empty() || !IsJson(result.metadata)) return;
  json.Key("metadata");
  json.Raw(result.metadata);
}

void WriteStream(JsonWriter& json, const std::string& name, bool truncated, std::uint64_t bytes) {
  json.Key(name + "_truncated");
  json.Boolean(truncated);
  json.Key(name + "_bytes");
  json.Integer(bytes);
}

void WriteUsage(JsonWriter& json, const Usage& usage) {
  json.Key("usage");
  json.BeginObject();
  json.Key("wall_time");
  json.Seconds(usage.wall_time.count());
  json.Key("cpu_time");
  json.Seconds(usage.cpu_time.count());
  json.Key("peak_memory_bytes");
  json.Integer(usage.peak_memory_bytes);
  json.EndObject();
}

Status WriteCompile(JsonWriter& json, const CompileResult& compile) {
  json.Key("compile");
  json.BeginObject();
  if (Status written = WriteText(json, "stdout", compile.out); !written) return written;
  if (Status written = WriteText(json, "stderr", compile.err); !written) return written;
  json.Key("exit_code");
  json.Integer(compile.exit_code);
  json.Key("time");
  json.Seconds(compile.time.count());
  json.Key("cached");
  json.Boolean(compile.cached);
  json.EndObject();
  return Ok();
}

}  // namespace

Status WriteRunAnswer(const ExecutionResult& result, const TextSink& sink) {
  const Spool& error_text = ErrorText(result);
  const bool is_own = &error_text == &result.err.text;
  JsonWriter json(sink);
  json.BeginObject();
  if (Status written = WriteText(json, "stdout", result.out.text); !written) return written;
  if (Status written = WriteText(json, "stderr", error_text); !written) return written;
  WriteEnd(json, result);
  WriteStream(json, "stdout", result.out.Truncated(), result.out.bytes);
  WriteStream(json, "stderr", result.err.Truncated(), is_own ? result.err.bytes : error_text.Size());
  WriteUsage(json, result.usage);
  if (result.compile) {
    if (Status written = WriteCompile(json, *result.compile); !written) return written;
  }
  json.EndObject();
  return Ok();
}

}  // namespace code_runner::http
