#include "http/utf8_sanitizer.h"

#include <cstddef>

#include "base/utf8.h"

namespace code_runner::http {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

}  // namespace

void Utf8Sanitizer::Write(std::string_view bytes, const TextSink& sink) {
  bytes = CompleteHeld(bytes, sink);
  std::size_t done = 0;  // before it everything is handed on
  std::size_t at = 0;
  while (at < bytes.size()) {
    const Utf8Sequence sequence = ScanUtf8(bytes.substr(at));
    if (sequence.form == Utf8Sequence::Form::kIncomplete) break;
    if (sequence.form == Utf8Sequence::Form::kIllFormed) {
      if (at > done) sink(bytes.substr(done, at - done));
      sink(kReplacement);
      done = at + sequence.bytes;
    }
    at += sequence.bytes;
  }
  if (at > done) sink(bytes.substr(done, at - done));
  held_.append(bytes.substr(at));
}

// Adds to the held bytes until they are a character or cannot become one; returns what is left of `bytes`.
std::string_view Utf8Sanitizer::CompleteHeld(std::string_view bytes, const TextSink& sink) {
  while (!held_.empty() && !bytes.empty()) {
    held_ += bytes.front();
    const auto form = ScanUtf8(held_).form;
    if (form == Utf8Sequence::Form::kIllFormed) {  // because of the byte just added, which may begin another sequence
      sink(kReplacement);
      held_.clear();
      return bytes;
    }
    bytes.remove_prefix(1);
    if (form == Utf8Sequence::Form::kComplete) {
      sink(held_);
      held_.clear();
    }
  }
  return bytes;
}

void Utf8Sanitizer::Finish(const TextSink& sink) {
  if (!held_.empty()) sink(kReplacement);
  held_.clear();
}

}  // namespace code_runner::http
