// The images of the runtimes: built when missing or out of date.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "docker/client.h"
#include "plugin/runtime.h"

namespace code_runner::image {

enum class ImageStatus { kMissing, kBuilding, kReady, kFailed };
const char* ToString(ImageStatus status);  // "building"

struct ImageStoreOptions {
  std::string agent;                          // the agent's executable, as bytes
  std::chrono::seconds retry_interval{30};    // between attempts after a build that failed
};

// Thread-safe. Its own thread builds, one image at a time.
class ImageStore {
 public:
  using Runtimes = std::vector<std::shared_ptr<const plugin::Runtime>>;

  ImageStore(docker::Client& docker, Runtimes runtimes, ImageStoreOptions options);
  ~ImageStore();

  // Starts checking, and building where needed, all images in the background.
  void Start();
  // Ends a build that is under way, and all waits.
  void Stop();

  ImageStatus StatusOf(const plugin::Runtime& runtime) const;

  // The id of the runtime's image. While it is being built, waits until `deadline` or `stop`. kRuntimeNotAvailable with
  // `retry_after`, kDockerUnreachable or kCancelled.
  Result<std::string> Ensure(const plugin::Runtime& runtime, std::chrono::steady_clock::time_point deadline,
                             std::stop_token stop);

  // To be told that the engine does not know the image any more: it is checked, and built, again.
  void Invalidate(const plugin::Runtime& runtime);

 private:
  struct Entry {
    std::shared_ptr<const plugin::Runtime> runtime;
    ImageStatus status = ImageStatus::kMissing;
    std::string id;
    Error failure;
    bool wanted = true;  // to be checked by the builder
    std::chrono::steady_clock::time_point retry_at{};
  };

  void BuildLoop(std::stop_token stop);
  Entry* NextWanted();
  void Process(Entry& entry, std::stop_token stop);
  Result<std::string> FindOrBuild(const plugin::Runtime& runtime, std::stop_token stop);
  Result<std::string> Build(const plugin::Runtime& runtime, const std::string& digest, std::stop_token stop);

  docker::Client& docker_;
  const ImageStoreOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Entry> entries_;
  std::jthread builder_;
};

}  // namespace code_runner::image
