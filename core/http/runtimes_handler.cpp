#include "http/runtimes_handler.h"

#include <algorithm>

#include "http/json_validator.h"
#include "http/json_writer.h"

namespace code_runner::http {
namespace {

constexpr std::string_view kDefaultId = "python";

void WriteText(JsonWriter& json, std::string_view key, std::string_view text) {
  json.Key(key);
  json.String(text);
}

void WriteEntry(JsonWriter& json, const RuntimeEntry& entry) {
  const plugin::Runtime& runtime = *entry.runtime;
  json.BeginObject();
  WriteText(json, "id", runtime.ImageName());
  WriteText(json, "name", runtime.Name());
  WriteText(json, "description", runtime.Description());
  WriteText(json, "version", runtime.Version());
  WriteText(json, "status", entry.status);
  json.Key("aliases");
  json.BeginArray();
  for (const std::string& alias : runtime.Aliases()) json.String(alias);
  json.EndArray();
  WriteText(json, "default_entrypoint", runtime.DefaultEntrypoint());
  WriteText(json, "file_extension", runtime.FileExtension());
  WriteText(json, "main_file", runtime.MainFile());
  WriteText(json, "example", runtime.HelloCode());
  WriteText(json, "example_output", runtime.HelloStdout());
  json.Key("completions");
  json.Raw(IsJson(runtime.Completions()) ? runtime.Completions() : "[]");
  json.EndObject();
}

void WriteDefault(JsonWriter& json, const std::vector<RuntimeEntry>& entries) {
  json.Key("default");
  if (entries.empty()) return json.Null();
  const auto python =
      std::ranges::find(entries, kDefaultId, [](const RuntimeEntry& entry) { return entry.runtime->Id(); });
  json.String((python == entries.end() ? entries.front() : *python).runtime->ImageName());
}

}  // namespace

Answer RuntimesHandler::operator()(const Request&) const {
  const std::vector<RuntimeEntry> entries = runtimes_();
  return JsonAnswer(200, WriteJson([&](JsonWriter& json) {
                      json.BeginObject();
                      json.Key("images");
                      json.BeginArray();
                      for (const RuntimeEntry& entry : entries) WriteEntry(json, entry);
                      json.EndArray();
                      WriteDefault(json, entries);
                      json.EndObject();
                    }));
}

}  // namespace code_runner::http
