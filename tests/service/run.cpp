#include "service/run.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <Poco/JSON/Stringifier.h>

#include <sstream>

namespace code_runner::testing {
namespace {

constexpr std::size_t kShownBytesMax = 2000;

Poco::JSON::Object ToObject(const std::map<std::string, std::string>& members) {
  Poco::JSON::Object object;
  for (const auto& [name, value] : members) object.set(name, value);
  return object;
}

Poco::JSON::Array ToArray(const std::vector<std::string>& items) {
  Poco::JSON::Array array;
  for (const std::string& item : items) array.add(item);
  return array;
}

std::string ToText(const Poco::Dynamic::Var& value) {
  std::ostringstream text;
  Poco::JSON::Stringifier::stringify(value, text);
  return text.str();
}

}  // namespace

Poco::JSON::Object RunRequest::ToJson() const {
  Poco::JSON::Object object;
  object.set("image", image);
  object.set("code", code);
  if (!files.empty()) object.set("files", ToObject(files));
  if (entrypoint) object.set("entrypoint", *entrypoint);
  if (!args.empty()) object.set("args", ToArray(args));
  if (!environment.empty()) object.set("environment", ToObject(environment));
  if (stdin_text) object.set("stdin", *stdin_text);
  if (timeout) object.set("timeout", *timeout);
  if (mem_limit) object.set("mem_limit", *mem_limit);
  if (disk_limit) object.set("disk_limit", *disk_limit);
  if (allow_network) object.set("allow_network", *allow_network);
  return object;
}

void PrintTo(const RunAnswer& answer, std::ostream* stream) {
  *stream << "HTTP " << answer.http_status << ' ' << ToText(answer.json).substr(0, kShownBytesMax);
}

RunAnswer Run(const Service& service, const RunRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  const HttpAnswer answer = service.Run(request.ToJson());
  RunAnswer result;
  result.http_status = answer.status;
  result.headers = answer.headers;
  result.waited = std::chrono::steady_clock::now() - start;
  result.json = answer.Json();
  result.out = result.json->optValue<std::string>("stdout", "");
  result.err = result.json->optValue<std::string>("stderr", "");
  result.status = result.json->optValue<std::string>("status", "");
  result.exit_code = result.json->optValue("exit_code", 0);
  return result;
}

std::string StartOf(const RunAnswer& answer) {
  return answer.json->optValue<std::string>("start", "");
}

std::string NormalJson(const std::string& text) {
  return ToText(Poco::JSON::Parser().parse(text));
}

std::string Member(const RunAnswer& answer, const std::string& name) {
  return answer.json->has(name) ? ToText(answer.json->get(name)) : "";
}

}  // namespace code_runner::testing
