#include "docker/client.h"

#include <iomanip>
#include <sstream>
#include <utility>

#include "docker/answer.h"
#include "docker/api.h"
#include "docker/build_output.h"
#include "docker/json.h"
#include "docker/url.h"

namespace code_runner::docker {
namespace {

using std::chrono::system_clock;

std::string ContainerPath(const std::string& id) {
  return "/containers/" + PercentEncode(id);
}
std::string ImagePath(const std::string& name) {
  return "/images/" + PercentEncode(name);
}
std::string NetworkPath(const std::string& name) {
  return "/networks/" + PercentEncode(name);
}

// Seconds since the epoch with nanoseconds: "1700000000.000000042".
std::string ToTimestamp(system_clock::time_point time) {
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  std::ostringstream text;
  text << ns / 1'000'000'000 << '.' << std::setw(9) << std::setfill('0') << ns % 1'000'000'000;
  return text.str();
}

// What `read` makes of the body of a successful call.
template <class Read>
auto Then(const Result<Response>& response, const Read& read) -> decltype(read(std::string_view())) {
  if (!response.ok()) return response.error();
  return read(response->body);
}

Status ToStatus(const Result<Response>& response) {
  if (!response.ok()) return response.error();
  return Ok();
}

}  // namespace

Client::Client(const ClientOptions& options)
    : build_timeout_(options.build_timeout), api_(std::make_unique<Api>(options)) {}
Client::~Client() = default;

Status Client::Ping() {
  return api_->Ping();
}

Result<EngineInfo> Client::Info() {
  Result<EngineInfo> info = Then(api_->Call({.target = "/info"}), ReadEngineInfo);
  if (!info.ok()) return info;
  Result<std::string> version = api_->Version();
  if (!version.ok()) return std::move(version).error();
  info->api_version = *std::move(version);
  return info;
}

Result<std::string> Client::CreateContainer(const ContainerSpec& spec, std::stop_token stop) {
  const std::string body = ToJson(spec);
  std::string target = "/containers/create";
  if (!spec.name.empty()) target = WithQuery(target, {{"name", spec.name}});
  return Then(
      api_->Call({.method = "POST", .target = target, .body = body, .repeatable = false, .stop = std::move(stop)}),
      ReadId);
}

Status Client::StartContainer(const std::string& id, std::stop_token stop) {
  return ToStatus(api_->Call({.method = "POST", .target = ContainerPath(id) + "/start", .stop = std::move(stop)}));
}

Status Client::RemoveContainer(const std::string& id, std::stop_token stop) {
  const std::string target = WithQuery(ContainerPath(id), {{"force", "1"}, {"v", "1"}});
  Status removed = ToStatus(api_->Call({.method = "DELETE", .target = target, .stop = std::move(stop)}));
  if (removed.ok()) return removed;
  const ErrorCode code = removed.error().code;
  return code == ErrorCode::kNotFound || code == ErrorCode::kConflict ? Ok() : removed;
}

Status Client::AwaitRemoval(const std::string& id, std::chrono::milliseconds most, std::stop_token stop) {
  Status gone = ToStatus(api_->Call({.method = "POST",
                                     .target = ContainerPath(id) + "/wait?condition=removed",
                                     .timeout = most,
                                     .stop = std::move(stop)}));
  return !gone.ok() && gone.error().code == ErrorCode::kNotFound ? Ok() : gone;
}

Result<std::vector<ContainerSummary>> Client::ListContainers(const Labels& labels, std::stop_token stop) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : labels) pairs.push_back(name + "=" + value);
  const std::string filters = ToFilters({{"label", pairs}});
  const std::string target = WithQuery("/containers/json", {{"all", "1"}, {"filters", filters}});
  return Then(api_->Call({.target = target, .stop = std::move(stop)}), ReadContainers);
}

Result<AttachStream> Client::Attach(const std::string& id) {
  return api_->Hijack(ContainerPath(id) + "/attach?stream=1&stdin=1&stdout=1&stderr=1");
}

Result<ContainerEnd> Client::FindContainerEnd(const std::string& id, system_clock::time_point since) {
  const std::string filters = ToFilters({{"type", {"container"}}, {"container", {id}}, {"event", {"oom", "die"}}});
  const std::string target = WithQuery(
      "/events", {{"since", ToTimestamp(since)}, {"until", ToTimestamp(system_clock::now())}, {"filters", filters}});
  return Then(api_->Call({.target = target}), ReadContainerEnd);
}

Result<ImageInfo> Client::InspectImage(const std::string& name, std::stop_token stop) {
  return Then(api_->Call({.target = ImagePath(name) + "/json", .stop = std::move(stop)}), ReadImage);
}

Status Client::RemoveImage(const std::string& name) {
  return ToStatus(api_->Call({.method = "DELETE", .target = ImagePath(name)}));
}

Result<std::string> Client::BuildImage(const std::string& context, const BuildOptions& options,
                                       const std::function<void(std::string_view)>& on_output, std::stop_token stop) {
  BuildOutput output(on_output);
  const std::string target = WithQuery("/build", {{"version", "1"},
                                                  {"t", options.tag},
                                                  {"labels", ToText(*ToJsonObject(options.labels))},
                                                  {"dockerfile", options.dockerfile},
                                                  {"rm", "1"},
                                                  {"forcerm", "1"}});
  const Result<Response> response = api_->Call({.method = "POST",
                                                .target = target,
                                                .body = context,
                                                .content_type = "application/x-tar",
                                                .timeout = build_timeout_,
                                                .repeatable = false,
                                                .on_body = [&](std::string_view bytes) { return output.Feed(bytes); },
                                                .stop = std::move(stop)});
  if (!response.ok()) return response.error();
  return output.Finish();
}

Result<NetworkInfo> Client::InspectNetwork(const std::string& name) {
  return Then(api_->Call({.target = NetworkPath(name)}), ReadNetwork);
}

Result<std::string> Client::CreateNetwork(const NetworkSpec& spec) {
  JsonObject network;
  network.set("Name", spec.name);
  network.set("Driver", "bridge");
  network.set("CheckDuplicate", true);
  network.set("Labels", ToJsonObject(spec.labels));
  network.set("Options", ToJsonObject(spec.options));
  const std::string body = ToText(network);
  return Then(api_->Call({.method = "POST", .target = "/networks/create", .body = body, .repeatable = false}), ReadId);
}

Status Client::RemoveNetwork(const std::string& name) {
  return ToStatus(api_->Call({.method = "DELETE", .target = NetworkPath(name)}));
}

}  // namespace code_runner::docker
