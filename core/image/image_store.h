// The images of the runtimes: built when missing or out of date.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "docker/client.h"
#include "plugin/runtime.h"

namespace code_runner::image {

struct BuildContext;

enum class ImageStatus { kMissing, kBuilding, kReady, kFailed };
const char* ToString(ImageStatus status);  // "building"

struct ImageStoreOptions {
  std::string agent;                                   // the agent's executable, as bytes
  int builds_max = 2;                                  // at the same time
  std::chrono::milliseconds retry_interval{30'000};    // before the next attempt after a build that failed
  std::chrono::milliseconds reconnect_interval{1000};  // before the next attempt while the engine does not answer
  // Called with the id of an image that has become ready, from the thread that built it. Must not throw; may be empty.
  std::function<void(const plugin::Runtime& runtime, const std::string& id)> on_ready = {};
};

// Thread-safe. Builds in threads of its own, each image by one of them at a time.
class ImageStore {
 public:
  using Runtimes = std::vector<std::shared_ptr<const plugin::Runtime>>;

  // `docker` must outlive it.
  ImageStore(docker::Client& docker, const Runtimes& runtimes, ImageStoreOptions options);
  ~ImageStore();

  // Starts checking, and building where needed, all images in the background.
  void Start();
  // Ends builds that are under way, within about a second, and all waits. Start cannot follow.
  void Stop();

  ImageStatus StatusOf(const plugin::Runtime& runtime) const;

  // The id of the runtime's image. While it is being checked or built, waits until `deadline` or `stop`; does not wait
  // when the last attempt has failed. kRuntimeNotAvailable with `retry_after`, kDockerUnreachable, kCancelled, or
  // kUnavailable after Stop.
  Result<std::string> Ensure(const plugin::Runtime& runtime, std::chrono::steady_clock::time_point deadline,
                             const std::stop_token& stop);

  // To be told that the engine does not know the image `id` any more: it is checked, and built, again.
  void Invalidate(const plugin::Runtime& runtime, const std::string& id);

 private:
  using Clock = std::chrono::steady_clock;

  struct Entry {
    std::shared_ptr<const plugin::Runtime> runtime;
    ImageStatus status = ImageStatus::kMissing;
    std::string id;                // when ready
    std::optional<Error> failure;  // of the last attempt, until the next one builds
    std::string logged_failure;    // so that it is logged once, however often it comes
    bool taken = false;            // a thread is at it
    Clock::time_point next_attempt{};
  };

  void BuildLoop(const std::stop_token& stop);
  Entry* NextWanted();
  Clock::time_point NextAttempt() const;
  void Finish(Entry& entry, Result<std::string> id);
  void NoteFailure(Entry& entry, Error failure);
  Result<std::string> FindOrBuild(Entry& entry, const std::stop_token& stop);
  Result<std::string> Build(Entry& entry, const BuildContext& context, const std::stop_token& stop);
  void RemoveOld(const plugin::Runtime& runtime, const std::string& id);

  docker::Client& docker_;
  const ImageStoreOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Entry> entries_;  // by runtime id; the set of keys, and each `runtime`, never changes
  bool stopped_ = false;
  std::vector<std::jthread> builders_;
};

}  // namespace code_runner::image
