#include "http/run_request_parser.h"

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "http/base64.h"
#include "http/json_text.h"

namespace code_runner::http {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;
using Location = std::vector<std::string>;

template <class T>
const T* Get(const Var& value) {
  return value.type() == typeid(T) ? &value.extract<T>() : nullptr;
}

Error Invalid(std::vector<Violation> violations) {
  Error error{ErrorCode::kInvalidRequest, "The request is not valid"};
  error.violations = std::move(violations);
  return error;
}

std::optional<std::int64_t> ToInteger(const Var& value) {
  if (const auto* integer = Get<Poco::Int64>(value)) return *integer;
  if (Get<Poco::UInt64>(value) != nullptr) return std::numeric_limits<std::int64_t>::max();
  const auto* number = Get<double>(value);
  if (number == nullptr || std::trunc(*number) != *number) return std::nullopt;
  if (*number >= 0x1p63) return std::numeric_limits<std::int64_t>::max();
  if (*number < -0x1p63) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(*number);
}

// Reads the members of the object, and notes what is wrong with them.
class FieldReader {
 public:
  explicit FieldReader(const Object& object) : object_(object) {}

  std::string RequiredString(const std::string& name) {
    if (!object_.has(name)) {
      Report({name}, "Field required", "missing");
      return {};
    }
    return ReadString(object_.get(name), {name}).value_or("");
  }
  std::optional<std::string> String(const std::string& name) {
    const Var value = object_.get(name);
    return value.isEmpty() ? std::nullopt : ReadString(value, {name});
  }
  std::optional<std::int64_t> Integer(const std::string& name) {
    const Var value = object_.get(name);
    if (value.isEmpty()) return std::nullopt;
    const std::optional<std::int64_t> integer = ToInteger(value);
    if (!integer) Report({name}, "Input should be a valid integer", "int_type");
    return integer;
  }
  std::optional<bool> Boolean(const std::string& name) {
    const Var value = object_.get(name);
    if (value.isEmpty()) return std::nullopt;
    if (const auto* boolean = Get<bool>(value)) return *boolean;
    Report({name}, "Input should be a valid boolean", "bool_type");
    return std::nullopt;
  }
  std::vector<std::string> Strings(const std::string& name);
  Environment Variables(const std::string& name);
  std::vector<SourceFile> Files(const std::string& name);

  std::vector<Violation> TakeViolations() { return std::move(violations_); }

 private:
  void Report(Location location, std::string message, std::string type) {
    location.insert(location.begin(), "body");
    violations_.push_back({std::move(location), std::move(message), std::move(type)});
  }
  std::optional<std::string> ReadString(const Var& value, Location location);
  Object::Ptr ReadObject(const std::string& name);
  std::optional<std::string> ReadContent(const Var& value, const Location& location);
  std::optional<std::string> ReadEncodedContent(const Object& file, const Location& location);

  const Object& object_;
  std::vector<Violation> violations_;
};

std::optional<std::string> FieldReader::ReadString(const Var& value, Location location) {
  if (const auto* text = Get<std::string>(value)) return *text;
  Report(std::move(location), "Input should be a valid string", "string_type");
  return std::nullopt;
}

// Null if there is none.
Object::Ptr FieldReader::ReadObject(const std::string& name) {
  const Var value = object_.get(name);
  if (value.isEmpty()) return nullptr;
  if (const auto* object = Get<Object::Ptr>(value)) return *object;
  Report({name}, "Input should be a valid dictionary", "dict_type");
  return nullptr;
}

std::vector<std::string> FieldReader::Strings(const std::string& name) {
  std::vector<std::string> strings;
  const Var value = object_.get(name);
  if (value.isEmpty()) return strings;
  const auto* array = Get<Array::Ptr>(value);
  if (array == nullptr) {
    Report({name}, "Input should be a valid list", "list_type");
    return strings;
  }
  for (const Var& item : **array) {
    std::optional<std::string> text = ReadString(item, {name, std::to_string(strings.size())});
    strings.push_back(std::move(text).value_or(""));
  }
  return strings;
}

Environment FieldReader::Variables(const std::string& name) {
  Environment variables;
  const Object::Ptr object = ReadObject(name);
  if (!object) return variables;
  for (const auto& [variable, value] : *object) {
    if (std::optional<std::string> text = ReadString(value, {name, variable})) {
      variables.emplace_back(variable, *std::move(text));
    }
  }
  return variables;
}

std::vector<SourceFile> FieldReader::Files(const std::string& name) {
  std::vector<SourceFile> files;
  const Object::Ptr object = ReadObject(name);
  if (!object) return files;
  for (const auto& [path, value] : *object) {
    if (std::optional<std::string> content = ReadContent(value, {name, path})) {
      files.push_back({path, *std::move(content)});
    }
  }
  return files;
}

// A file's value: its text, or an object that says how its bytes are encoded.
std::optional<std::string> FieldReader::ReadContent(const Var& value, const Location& location) {
  if (const auto* file = Get<Object::Ptr>(value)) return ReadEncodedContent(**file, location);
  return ReadString(value, location);
}

std::optional<std::string> FieldReader::ReadEncodedContent(const Object& file, const Location& location) {
  Location content_location = location;
  content_location.push_back("content");
  if (!file.has("content")) {
    Report(content_location, "Field required", "missing");
    return std::nullopt;
  }
  std::optional<std::string> content = ReadString(file.get("content"), content_location);
  const Var encoding = file.get("encoding");
  const auto* name = Get<std::string>(encoding);
  if (!content || encoding.isEmpty() || (name != nullptr && *name == "utf-8")) return content;
  if (name == nullptr || *name != "base64") {
    content_location.back() = "encoding";
    Report(content_location, "encoding must be \"utf-8\" or \"base64\"", "value_error");
    return std::nullopt;
  }
  content = DecodeBase64(*content);
  if (!content) Report(content_location, "content must be valid base64", "value_error");
  return content;
}

}  // namespace

Result<RequestFields> ParseRunRequest(const std::string& body) {
  if (body.empty()) return Invalid({{{"body"}, "Field required", "missing"}});
  const std::optional<Var> value = ParseJson(body);
  const auto* object = value ? Get<Object::Ptr>(*value) : nullptr;
  if (object == nullptr)
    return Invalid({{{"body"}, "The body must be a JSON object without NUL bytes in names", "json_invalid"}});
  FieldReader reader(**object);
  RequestFields fields;
  fields.code = reader.RequiredString("code");
  fields.image = reader.String("image").value_or(fields.image);
  fields.files = reader.Files("files");
  fields.entrypoint = reader.String("entrypoint");
  fields.timeout = reader.Integer("timeout");
  fields.mem_limit = reader.String("mem_limit");
  fields.cpu_shares = reader.Integer("cpu_shares");
  fields.disk_limit = reader.String("disk_limit");
  fields.allow_network = reader.Boolean("allow_network");
  fields.environment = reader.Variables("environment");
  fields.args = reader.Strings("args");
  fields.stdin_text = reader.String("stdin");
  if (std::vector<Violation> violations = reader.TakeViolations(); !violations.empty()) {
    return Invalid(std::move(violations));
  }
  return fields;
}

}  // namespace code_runner::http
