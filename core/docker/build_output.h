// The answer to `POST /build`: a stream of JSON objects, one a line: {"stream": text}, {"aux": {"ID": image id}},
// {"error": text}, and others that do not matter here.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace code_runner::docker {

// Takes the stream in pieces, cut anywhere.
class BuildOutput {
 public:
  // `on_text` gets whole lines of the build's own output, or 64 KiB of one that is longer. It may be empty.
  explicit BuildOutput(std::function<void(std::string_view)> on_text);

  // kDockerError for a line that is no JSON object, or longer than 1 MiB.
  Status Feed(std::string_view bytes);

  // To be called once, when the stream has ended. The id of the image; kDockerError when the build failed, whose
  // message is the end of its output and the engine's complaint, at most 4 KiB of UTF-8.
  Result<std::string> Finish();

 private:
  Status ReadLine(std::string_view line);
  void AddText(std::string_view text);

  std::function<void(std::string_view)> on_text_;
  std::string line_;  // the JSON line under way
  std::string text_;  // the output line under way
  std::string tail_;  // the end of all output
  std::string image_id_;
  std::optional<std::string> complaint_;
};

}  // namespace code_runner::docker
