// Settings from the environment and from a `.env` file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace code_runner {

// Parses the text of a `.env` file: lines `NAME=value`, with an optional `export ` before the name. A value in single
// or double quotes ends at the next such quote; one without quotes ends at a `#` behind a blank. There are no escapes.
// Empty lines and lines that begin with `#` count for nothing; of equal names the last one counts. A line of another
// form is added to `problems`.
std::map<std::string, std::string> ParseDotEnv(const std::string& text, std::vector<std::string>& problems);

// Reads settings one by one and remembers everything that is wrong with them. Blanks around a value do not count; a
// setting that is empty counts as not set. Of one that is wrong, the fallback is returned. Bounds are inclusive. Not
// thread-safe.
class SettingReader {
 public:
  using Lookup = std::function<std::optional<std::string>(const std::string& name)>;

  explicit SettingReader(Lookup lookup) : lookup_(std::move(lookup)) {}

  std::string Text(const std::string& name, const std::string& fallback = "");
  std::int64_t Number(const std::string& name, std::int64_t fallback, std::int64_t lowest, std::int64_t highest);
  double Decimal(const std::string& name, double fallback, double lowest, double highest);
  bool Bool(const std::string& name, bool fallback);
  // A size as in model/size.h, in bytes.
  std::uint64_t Size(const std::string& name, std::uint64_t fallback, std::uint64_t lowest, std::uint64_t highest);
  // Parts between `separator`, blanks around them taken off, empty ones left out.
  std::vector<std::string> List(const std::string& name, char separator);

  // Parts like "python=4" between commas, by what stands before the "="; each count is from 0 to `highest`.
  std::map<std::string, std::int64_t> Counts(const std::string& name, std::int64_t highest);

  void AddProblem(const std::string& name, const std::string& problem);
  const std::vector<std::string>& Problems() const { return problems_; }

 private:
  std::optional<std::string> Find(const std::string& name) const;

  Lookup lookup_;
  std::vector<std::string> problems_;
};

}  // namespace code_runner
