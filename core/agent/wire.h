// The elementary types of the sandbox protocol, see runtimes/PROTOCOL.md. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace code_runner::agent {

// Builds a payload. REQUIRES: strings and lists have fewer than 2^32 elements, durations are not negative.
class WireWriter {
 public:
  void U8(std::uint8_t value);
  void U32(std::uint32_t value);
  void U64(std::uint64_t value);
  void Bool(bool value);
  void String(std::string_view value);
  void Count(std::size_t elements);  // begins a list
  void Nanoseconds(std::chrono::nanoseconds value);

  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads a payload of an untrusted peer. The first thing that is malformed makes ok() false for good; from then on every
// read yields zero or nothing. So a decoder reads straight through and asks once, at the end.
class WireReader {
 public:
  // Borrows `payload`.
  explicit WireReader(std::string_view payload) : rest_(payload) {}

  std::uint8_t U8();
  std::uint32_t U32();
  std::uint64_t U64();
  bool Bool();
  std::string_view String();  // borrowed from the payload
  std::chrono::nanoseconds Nanoseconds();

  // Marks the payload as malformed, for rules that go beyond the types.
  void Reject() { ok_ = false; }

  bool ok() const { return ok_; }
  bool Finished() const { return ok_ && rest_.empty(); }

 private:
  std::string_view Take(std::size_t bytes);
  std::uint64_t Unsigned(std::size_t bytes);

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace code_runner::agent
