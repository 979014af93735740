#include "image/image_store.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "image/build_context.h"
#include "image/labels.h"

namespace code_runner::image {
namespace {

constexpr std::chrono::seconds kRetryAfterBuilding{5};

Error NotAvailable(const plugin::Runtime& runtime, const std::string& why, std::chrono::milliseconds retry_after) {
  Error error{ErrorCode::kRuntimeNotAvailable, "The image of runtime '" + runtime.Id() + "' " + why};
  error.retry_after = std::chrono::ceil<std::chrono::seconds>(retry_after);
  return error;
}

// A build says a lot; its steps are what an operator follows, the rest is for who debugs it.
void LogBuildOutput(const std::string& runtime_id, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const LogLevel level = line.starts_with("Step ") ? LogLevel::kInfo : LogLevel::kDebug;
    if (!line.empty()) Log(level, "image_build", {{"runtime", runtime_id}, {"output", line}});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

const char* ToString(ImageStatus status) {
  switch (status) {
    case ImageStatus::kMissing:
      return "missing";
    case ImageStatus::kBuilding:
      return "building";
    case ImageStatus::kReady:
      return "ready";
    case ImageStatus::kFailed:
      return "failed";
  }
  return "missing";
}

ImageStore::ImageStore(docker::Client& docker, const Runtimes& runtimes, ImageStoreOptions options)
    : docker_(docker), options_(std::move(options)) {
  for (const auto& runtime : runtimes) entries_[runtime->Id()].runtime = runtime;
}

ImageStore::~ImageStore() {
  Stop();
}

void ImageStore::Start() {
  for (int i = 0; i < options_.builds_max; ++i) {
    builders_.emplace_back([this](const std::stop_token& stop) { BuildLoop(stop); });
  }
}

void ImageStore::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  for (std::jthread& builder : builders_) builder.request_stop();
  builders_.clear();
}

ImageStatus ImageStore::StatusOf(const plugin::Runtime& runtime) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(runtime.Id());
  return found == entries_.end() ? ImageStatus::kMissing : found->second.status;
}

Result<std::string> ImageStore::Ensure(const plugin::Runtime& runtime, Clock::time_point deadline,
                                       const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto found = entries_.find(runtime.Id());
  if (found == entries_.end()) return NotAvailable(runtime, "does not exist", options_.retry_interval);
  const Entry& entry = found->second;
  const auto is_settled = [this, &entry] { return stopped_ || entry.status == ImageStatus::kReady || entry.failure; };
  if (!changed_.wait_until(lock, stop, deadline, is_settled)) {
    if (stop.stop_requested()) return Error{ErrorCode::kCancelled, "The caller went away"};
    return NotAvailable(runtime, "is still being built", kRetryAfterBuilding);
  }
  if (entry.status == ImageStatus::kReady) return entry.id;
  if (stopped_) return Error{ErrorCode::kUnavailable, "The service is stopping"};
  if (entry.failure->code == ErrorCode::kDockerUnreachable) return *entry.failure;
  Error error = NotAvailable(runtime, "could not be built", options_.retry_interval);
  error.log = entry.failure->LogText();
  return error;
}

void ImageStore::Invalidate(const plugin::Runtime& runtime, const std::string& id) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(runtime.Id());
  if (found == entries_.end() || found->second.id != id) return;
  found->second.status = ImageStatus::kMissing;
  found->second.id.clear();
  changed_.notify_all();
}

void ImageStore::BuildLoop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    Entry* entry = NextWanted();
    if (entry == nullptr) {
      changed_.wait_until(lock, stop, NextAttempt(), [this] { return NextWanted() != nullptr; });
      continue;
    }
    entry->taken = true;
    lock.unlock();
    Result<std::string> id = FindOrBuild(*entry, stop);
    if (id && options_.on_ready) options_.on_ready(*entry->runtime, *id);
    lock.lock();
    Finish(*entry, std::move(id));
  }
}

ImageStore::Entry* ImageStore::NextWanted() {
  const auto is_wanted = [](const auto& item) {
    const Entry& entry = item.second;
    return entry.status != ImageStatus::kReady && !entry.taken && entry.next_attempt <= Clock::now();
  };
  const auto found = std::ranges::find_if(entries_, is_wanted);
  return found == entries_.end() ? nullptr : &found->second;
}

ImageStore::Clock::time_point ImageStore::NextAttempt() const {
  Clock::time_point next = Clock::now() + options_.retry_interval;
  for (const auto& [id, entry] : entries_) {
    if (entry.status != ImageStatus::kReady && !entry.taken) next = std::min(next, entry.next_attempt);
  }
  return next;
}

void ImageStore::Finish(Entry& entry, Result<std::string> id) {
  entry.taken = false;
  if (id) {
    entry.status = ImageStatus::kReady;
    entry.id = *std::move(id);
    entry.failure.reset();
    entry.logged_failure.clear();
    Log(LogLevel::kInfo, "image_ready", {{"runtime", entry.runtime->Id()}, {"image", entry.runtime->ImageName()}});
  } else {
    NoteFailure(entry, std::move(id).error());
  }
  changed_.notify_all();
}

void ImageStore::NoteFailure(Entry& entry, Error failure) {
  // Only what was really tried to be built is left alone for longer: anything else is the engine's trouble.
  const bool unreachable = failure.code == ErrorCode::kDockerUnreachable;
  const bool built = entry.status == ImageStatus::kBuilding && !unreachable;
  entry.status = unreachable ? ImageStatus::kMissing : ImageStatus::kFailed;
  entry.next_attempt = Clock::now() + (built ? options_.retry_interval : options_.reconnect_interval);
  if (failure.LogText() != entry.logged_failure && !stopped_) {
    Log(LogLevel::kError, "image_failed", {{"runtime", entry.runtime->Id()}, {"error", failure.LogText()}});
    entry.logged_failure = failure.LogText();
  }
  entry.failure = std::move(failure);
}

Result<std::string> ImageStore::FindOrBuild(Entry& entry, const std::stop_token& stop) {
  Result<docker::ImageInfo> image = docker_.InspectImage(entry.runtime->ImageName(), stop);
  if (!image && image.error().code != ErrorCode::kNotFound) return std::move(image).error();
  const BuildContext context = MakeBuildContext(*entry.runtime, options_.agent);
  if (image) {
    const auto label = image->labels.find(kDigestLabel);
    if (label != image->labels.end() && label->second == context.digest) return image->id;
  }
  Result<std::string> built = Build(entry, context, stop);
  if (built && image && image->id != *built) RemoveOld(*entry.runtime, image->id);
  return built;
}

// What the name stood for until now is of no use any more; the engine refuses while something still uses it.
void ImageStore::RemoveOld(const plugin::Runtime& runtime, const std::string& id) {
  const Status removed = docker_.RemoveImage(id);
  if (!removed) {
    Log(LogLevel::kInfo, "old_image_kept", {{"runtime", runtime.Id()}, {"reason", removed.error().LogText()}});
  }
}

Result<std::string> ImageStore::Build(Entry& entry, const BuildContext& context, const std::stop_token& stop) {
  const plugin::Runtime& runtime = *entry.runtime;
  {
    const std::scoped_lock lock(mutex_);
    entry.status = ImageStatus::kBuilding;
    entry.failure.reset();
  }
  Log(LogLevel::kInfo, "image_building", {{"runtime", runtime.Id()}, {"digest", context.digest}});
  const Result<std::string> archive = docker::MakeTar(context.entries);
  if (!archive) return archive.error();
  docker::BuildOptions options;
  options.tag = runtime.ImageName();
  options.labels = {{kManagedLabel, "true"}, {kRuntimeLabel, runtime.Id()}, {kDigestLabel, context.digest}};
  const auto log_output = [&runtime](std::string_view text) { LogBuildOutput(runtime.Id(), text); };
  return docker_.BuildImage(*archive, options, log_output, stop);
}

}  // namespace code_runner::image
