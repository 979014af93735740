#include "model/execution_request.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "model/relative_path.h"
#include "model/size.h"

namespace code_runner {
namespace {

using Bounds = RequestBounds;

constexpr std::uint64_t kMebibyte = 1 << 20;
constexpr std::size_t kExcerptBytesMax = 64;

// Names of the origin of this contract, in which it passed code to the sandbox.
constexpr std::string_view kReservedVariables[] = {"ENCODED_CODE", "ENCODED_FILES", "CUSTOM_ENTRYPOINT"};

bool HasNul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

class Violations {
 public:
  void Add(std::vector<std::string> location, std::string message) {
    location.insert(location.begin(), "body");
    list_.push_back({std::move(location), std::move(message), "value_error"});
  }
  bool Empty() const { return list_.empty(); }
  Error ToError() && {
    Error error{ErrorCode::kInvalidRequest, "The request is not valid"};
    error.violations = std::move(list_);
    return error;
  }

 private:
  std::vector<Violation> list_;
};

std::string Range(std::string_view name, std::int64_t lowest, std::int64_t highest) {
  return std::string(name) + " must be from " + std::to_string(lowest) + " to " + std::to_string(highest);
}

// The beginning of a name that may be as long as the body, not cut inside a UTF-8 character.
std::string Excerpt(std::string_view name) {
  std::size_t size = std::min(name.size(), kExcerptBytesMax);
  const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (size > 0 && size < name.size() && is_continuation(name[size])) --size;
  return std::string(name.substr(0, size));
}

std::optional<Error> CheckWhole(const RequestFields& fields, const Bounds& bounds) {
  std::size_t bytes = fields.code.size();
  for (const SourceFile& file : fields.files) bytes += file.content.size();
  if (bytes > bounds.max_code_bytes) {
    return Error{ErrorCode::kPayloadTooLarge,
                 "Code and files are larger than " + std::to_string(bounds.max_code_bytes) + " bytes together"};
  }
  for (const SourceFile& file : fields.files) {
    if (LeavesFolder(file.path)) {
      return Error{ErrorCode::kBadRequest, "Invalid filename: '" + Excerpt(file.path) + "'"};
    }
  }
  if (fields.code.empty() && !fields.entrypoint) {
    return Error{ErrorCode::kBadRequest, "Either code or an entrypoint is required"};
  }
  return std::nullopt;
}

// Gives the file its normal name.
void CheckFileName(SourceFile& file, Violations& violations) {
  std::string path = NormalizePath(file.path);
  if (HasNul(file.path)) {
    violations.Add({"files"}, "a file name must not hold a NUL byte");
  } else if (path.empty()) {
    violations.Add({"files", Excerpt(file.path)}, "the name must be that of a file, not of a folder");
  } else if (path.size() > Bounds::kMaxFileNameBytes || HasComponentOver(path, Bounds::kMaxFileNameComponentBytes)) {
    violations.Add({"files", Excerpt(file.path)},
                   "a file name may have at most " + std::to_string(Bounds::kMaxFileNameBytes) +
                       " bytes, each part of it at most " + std::to_string(Bounds::kMaxFileNameComponentBytes));
  }
  file.path = std::move(path);
}

void CheckClashes(const std::vector<SourceFile>& files, Violations& violations) {
  std::vector<std::string_view> paths;
  for (const SourceFile& file : files) paths.emplace_back(file.path);
  std::ranges::sort(paths, ComesBefore);
  for (std::size_t i = 1; i < paths.size(); ++i) {
    if (paths[i].empty() || !Clash(paths[i - 1], paths[i])) continue;
    violations.Add({"files", Excerpt(paths[i])}, "there is another file of this name or on the way to it");
  }
}

void CheckFiles(std::vector<SourceFile>& files, Violations& violations) {
  if (files.size() > Bounds::kMaxFiles) {
    violations.Add({"files"}, "at most " + std::to_string(Bounds::kMaxFiles) + " files are allowed");
    return;
  }
  for (SourceFile& file : files) CheckFileName(file, violations);
  CheckClashes(files, violations);
}

void CheckVariable(const std::string& name, const std::string& value, Violations& violations) {
  if (name.empty() || HasNul(name) || name.find('=') != std::string::npos) {
    violations.Add({"environment"}, "a variable's name must not be empty or hold '=' or a NUL byte");
  } else if (std::ranges::find(kReservedVariables, name) != std::end(kReservedVariables)) {
    violations.Add({"environment", name}, "this name is reserved");
  } else if (HasNul(value)) {
    violations.Add({"environment", Excerpt(name)}, "a value must not hold a NUL byte");
  }
}

void CheckEnvironment(const Environment& environment, Violations& violations) {
  constexpr std::size_t kBytesAround = 2;  // "=" and the end
  std::size_t bytes = 0;
  for (const auto& [name, value] : environment) bytes += name.size() + value.size() + kBytesAround;
  if (environment.size() > Bounds::kMaxVariables || bytes > Bounds::kMaxEnvironmentBytes) {
    violations.Add({"environment"}, "at most " + std::to_string(Bounds::kMaxVariables) + " variables of " +
                                        std::to_string(Bounds::kMaxEnvironmentBytes) + " bytes together are allowed");
    return;
  }
  for (const auto& [name, value] : environment) CheckVariable(name, value, violations);
}

void CheckArgs(const std::vector<std::string>& args, Violations& violations) {
  std::size_t bytes = 0;
  for (const std::string& arg : args) bytes += arg.size() + 1;
  if (args.size() > Bounds::kMaxArgs || bytes > Bounds::kMaxArgsBytes) {
    violations.Add({"args"}, "at most " + std::to_string(Bounds::kMaxArgs) + " arguments of " +
                                 std::to_string(Bounds::kMaxArgsBytes) + " bytes together are allowed");
  }
  if (std::ranges::any_of(args, HasNul)) violations.Add({"args"}, "an argument must not hold a NUL byte");
}

void CheckTexts(const RequestFields& fields, Violations& violations) {
  if (fields.image.empty() || fields.image.size() > Bounds::kMaxImageNameBytes || HasNul(fields.image)) {
    violations.Add({"image"},
                   "image must have 1 to " + std::to_string(Bounds::kMaxImageNameBytes) + " bytes and no NUL byte");
  }
  if (!fields.entrypoint) return;
  if (fields.entrypoint->size() > Bounds::kMaxEntrypointBytes || HasNul(*fields.entrypoint)) {
    violations.Add({"entrypoint"}, "entrypoint must have at most " + std::to_string(Bounds::kMaxEntrypointBytes) +
                                       " bytes and no NUL byte");
  }
}

std::uint64_t SizeLimit(const char* field, const std::optional<std::string>& text, std::uint64_t fallback,
                        std::uint64_t lowest, std::uint64_t highest, Violations& violations) {
  if (!text) return fallback;
  const std::optional<std::uint64_t> size = ParseSize(*text);
  if (size && *size >= lowest && *size <= highest) return *size;
  violations.Add({field}, std::string(field) + " must be a size from " + std::to_string(lowest / kMebibyte) + "m to " +
                              std::to_string(highest / kMebibyte) +
                              "m, written like \"256m\", \"1g\", \"262144k\" or in plain bytes");
  return fallback;
}

std::int64_t NumberLimit(const char* field, const std::optional<std::int64_t>& number, std::int64_t fallback,
                         std::int64_t lowest, std::int64_t highest, Violations& violations) {
  if (!number) return fallback;
  if (*number >= lowest && *number <= highest) return *number;
  violations.Add({field}, Range(field, lowest, highest));
  return fallback;
}

Limits MakeLimits(const RequestFields& fields, const Bounds& bounds, Violations& violations) {
  Limits limits;
  limits.timeout = std::chrono::seconds(NumberLimit("timeout", fields.timeout, bounds.default_timeout.count(), 1,
                                                    bounds.max_timeout.count(), violations));
  limits.memory_bytes = SizeLimit("mem_limit", fields.mem_limit, bounds.default_memory_bytes, Bounds::kMinMemoryBytes,
                                  bounds.max_memory_bytes, violations);
  limits.cpu_shares = static_cast<std::uint32_t>(NumberLimit("cpu_shares", fields.cpu_shares, bounds.default_cpu_shares,
                                                             Bounds::kMinCpuShares, Bounds::kMaxCpuShares, violations));
  limits.disk_bytes = SizeLimit("disk_limit", fields.disk_limit, bounds.default_disk_bytes, Bounds::kMinDiskBytes,
                                bounds.max_disk_bytes, violations);
  limits.network = fields.allow_network.value_or(bounds.default_network);
  return limits;
}

}  // namespace

Result<ExecutionRequest> ExecutionRequest::Make(RequestFields fields, const RequestBounds& bounds, std::string caller) {
  if (fields.entrypoint && fields.entrypoint->empty()) fields.entrypoint.reset();
  if (std::optional<Error> error = CheckWhole(fields, bounds)) return *std::move(error);
  Violations violations;
  CheckTexts(fields, violations);
  CheckFiles(fields.files, violations);
  CheckEnvironment(fields.environment, violations);
  CheckArgs(fields.args, violations);
  const Limits limits = MakeLimits(fields, bounds, violations);
  if (!violations.Empty()) return std::move(violations).ToError();
  return ExecutionRequest(std::move(fields), limits, std::move(caller));
}

}  // namespace code_runner
