#include "docker/build_output.h"

#include <utility>

#include "docker/json.h"

namespace code_runner::docker {
namespace {

constexpr std::size_t kLineBytesMax = 1024 * 1024;
constexpr std::size_t kTextBytesMax = 64 * 1024;
constexpr std::size_t kMessageBytesMax = 4096;
constexpr std::size_t kComplaintBytesMax = 1024;

bool IsUtf8Continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// The last `bytes_max` bytes of `text`, or a few less so as not to begin inside a character.
std::string_view Utf8Tail(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  text.remove_prefix(text.size() - bytes_max);
  while (!text.empty() && IsUtf8Continuation(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace

BuildOutput::BuildOutput(std::function<void(std::string_view)> on_text) : on_text_(std::move(on_text)) {}

Status BuildOutput::Feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (line_.size() + piece.size() > kLineBytesMax) return BadAnswer("a line of the build's output is too long");
    line_ += piece;
    if (end == std::string_view::npos) return Ok();
    bytes.remove_prefix(end + 1);
    if (Status read = ReadLine(std::exchange(line_, {})); !read.ok()) return read;
  }
  return Ok();
}

Status BuildOutput::ReadLine(std::string_view line) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return Ok();
  return Decode([&] {
    const JsonObject::Ptr object = ParseObject(line);
    AddText(StringOrEmpty(*object, "stream"));
    if (const std::string id = StringOrEmpty(*ObjectOrEmpty(*object, "aux"), "ID"); !id.empty()) image_id_ = id;
    if (object->has("error")) complaint_ = StringAt(*object, "error");
    return std::monostate{};
  });
}

void BuildOutput::AddText(std::string_view text) {
  tail_ += text;
  if (tail_.size() > 2 * kMessageBytesMax) tail_.erase(0, tail_.size() - kMessageBytesMax);
  const std::size_t newline = text.rfind('\n');
  const std::size_t whole = newline == std::string_view::npos ? 0 : text_.size() + newline + 1;
  text_ += text;
  const std::size_t end = text_.size() > kTextBytesMax ? text_.size() : whole;
  if (end == 0) return;
  if (on_text_) on_text_(std::string_view(text_).substr(0, end));
  text_.erase(0, end);
}

Result<std::string> BuildOutput::Finish() {
  if (Status read = ReadLine(std::exchange(line_, {})); !read.ok()) return std::move(read).error();
  if (on_text_ && !text_.empty()) on_text_(text_);
  if (complaint_) {
    const std::string_view complaint = Utf8Tail(*complaint_, kComplaintBytesMax);
    const std::string message = tail_ + (tail_.empty() || tail_.back() == '\n' ? "" : "\n") + std::string(complaint);
    return Error{ErrorCode::kDockerError, std::string(Utf8Tail(message, kMessageBytesMax)),
                 "build failed: " + std::string(complaint)};
  }
  if (image_id_.empty()) return BadAnswer("the build's output names no image");
  return std::move(image_id_);
}

}  // namespace code_runner::docker
