#include "plugin/descriptor_check.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "model/relative_path.h"
#include "plugin/borrowed.h"
#include "plugin/build_context_folder.h"

namespace code_runner::plugin {
namespace {

constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kAliasesMax = 16;
constexpr std::size_t kNameBytesMax = 64;
constexpr std::size_t kTextBytesMax = 1024;
constexpr std::size_t kExtensionBytesMax = 16;
constexpr std::size_t kPathBytesMax = 1024;
constexpr std::size_t kVariablesMax = 256;
constexpr std::size_t kEnvironmentBytesMax = 32 * 1024;
constexpr std::size_t kHelloCodeBytesMax = 64 * 1024;
constexpr std::size_t kHelloOutputBytesMax = 4096;
constexpr std::size_t kPrestartArgsMax = 64;

// Of image names that are the server's own.
constexpr std::string_view kReservedPrefixes[] = {"code-runner-", "prebuilt-"};
// A mount over these would hide what the image, the agent or the kernel keeps there.
constexpr std::string_view kTakenFolders[] = {"/metadata", "/proc", "/sys",  "/dev", "/etc",
                                              "/usr",      "/bin",  "/sbin", "/lib", "/lib64"};

Error Fault(std::string_view member, std::string_view problem) {
  return {ErrorCode::kPluginFault, std::string(member) + ": " + std::string(problem)};
}

bool IsText(code_runner_string text, std::size_t bytes_max) {
  return IsThere(text, bytes_max) && !HasNul(View(text));
}

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// What Docker takes as the name of an image, too.
bool IsId(std::string_view id) {
  bool after_alnum = false;
  for (const char c : id) {
    const bool is_separator = c == '.' || c == '_' || c == '-';
    if (!IsAlnum(c) && !(is_separator && after_alnum)) return false;
    after_alnum = IsAlnum(c);
  }
  return after_alnum;
}

bool HasReservedPrefix(std::string_view id) {
  return std::ranges::any_of(kReservedPrefixes, [id](std::string_view prefix) { return id.starts_with(prefix); });
}

// Absolute, and of characters that mean nothing to a shell, a Dockerfile or mount options.
bool IsPlainFolder(std::string_view path) {
  const auto is_plain = [](char c) {
    return IsAlnum(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-' || c == '/';
  };
  return path.starts_with('/') && IsRelativePath(path.substr(1)) && std::ranges::all_of(path, is_plain);
}

bool IsBelow(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

struct TextRule {
  const char* member;
  code_runner_string text;
  std::size_t bytes_max;
  bool mandatory;
};

Status CheckTexts(const code_runner_plugin& p) {
  const TextRule rules[] = {
      {"id", p.id, kIdBytesMax, true},
      {"name", p.name, kNameBytesMax, true},
      {"description", p.description, kTextBytesMax, false},
      {"version", p.version, kNameBytesMax, true},
      {"file_extension", p.file_extension, kExtensionBytesMax, true},
      {"main_file", p.main_file, kPathBytesMax, true},
      {"default_entrypoint", p.default_entrypoint, kTextBytesMax, true},
      {"completions_file", p.completions_file, kPathBytesMax, false},
      {"work_dir", p.work_dir, kPathBytesMax, true},
      {"skeleton_dir", p.skeleton_dir, kPathBytesMax, false},
      {"hello_code", p.hello_code, kHelloCodeBytesMax, true},
      {"hello_stdout", p.hello_stdout, kHelloOutputBytesMax, true},
  };
  for (const TextRule& rule : rules) {
    if (rule.mandatory && rule.text.size == 0) return Fault(rule.member, "must not be empty");
    if (!IsText(rule.text, rule.bytes_max)) {
      return Fault(rule.member, "must have at most " + std::to_string(rule.bytes_max) + " bytes, none of them NUL");
    }
  }
  return Ok();
}

Status CheckName(const char* member, code_runner_string name) {
  if (!IsText(name, kIdBytesMax) || !IsId(View(name))) {
    return Fault(member,
                 "must be of the form [a-z0-9]+([._-][a-z0-9]+)*, at most " + std::to_string(kIdBytesMax) + " bytes");
  }
  if (HasReservedPrefix(View(name))) return Fault(member, "begins with a prefix that is the server's own");
  return Ok();
}

Status CheckNames(const code_runner_plugin& p) {
  if (Status status = CheckName("id", p.id); !status) return status;
  if (!AreThere(p.aliases, kAliasesMax)) return Fault("aliases", "must be at most " + std::to_string(kAliasesMax));
  for (std::size_t i = 0; i < p.aliases.size; ++i) {
    if (Status status = CheckName("aliases", p.aliases.items[i]); !status) return status;
  }
  return Ok();
}

Status CheckPaths(const code_runner_plugin& p) {
  const std::string_view work_dir = View(p.work_dir);
  const std::string_view skeleton_dir = View(p.skeleton_dir);
  if (!IsRelativePath(View(p.main_file))) return Fault("main_file", "must be a relative path");
  if (!IsPlainFolder(work_dir)) return Fault("work_dir", "must be an absolute path of [A-Za-z0-9._/-], other than /");
  const auto hides = [work_dir](std::string_view folder) { return IsBelow(work_dir, folder); };
  if (std::ranges::any_of(kTakenFolders, hides)) return Fault("work_dir", "is taken");
  if (skeleton_dir.empty()) return Ok();
  if (!IsPlainFolder(skeleton_dir)) return Fault("skeleton_dir", "must be an absolute path of [A-Za-z0-9._/-]");
  if (IsBelow(skeleton_dir, work_dir)) return Fault("skeleton_dir", "must not lie in the work folder");
  return Ok();
}

Status CheckBuildContext(const code_runner_plugin& p) {
  if (!AreThere(p.build_context, kBuildContextFilesMax)) {
    return Fault("build_context", "must have at most " + std::to_string(kBuildContextFilesMax) + " files");
  }
  bool has_dockerfile = false;
  bool has_completions = p.completions_file.size == 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < p.build_context.size; ++i) {
    const code_runner_file& file = p.build_context.items[i];
    if (!IsText(file.path, kPathBytesMax) || !IsRelativePath(View(file.path))) {
      return Fault("build_context", "paths must be relative");
    }
    if (!IsThere(file.content, kBuildContextBytesMax - bytes)) {
      return Fault("build_context", "must have at most " + std::to_string(kBuildContextBytesMax) + " bytes");
    }
    bytes += file.content.size;
    has_dockerfile = has_dockerfile || View(file.path) == "Dockerfile";
    has_completions = has_completions || View(file.path) == View(p.completions_file);
  }
  if (!has_dockerfile) return Fault("build_context", "must hold a Dockerfile");
  if (!has_completions) return Fault("completions_file", "is not in the build context");
  return Ok();
}

Status CheckEnvironment(const code_runner_plugin& p) {
  if (!AreThere(p.environment, kVariablesMax)) {
    return Fault("environment", "must have at most " + std::to_string(kVariablesMax) + " variables");
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < p.environment.size; ++i) {
    const auto& [name, value] = p.environment.items[i];
    if (!IsThere(name, kEnvironmentBytesMax) || !IsThere(value, kEnvironmentBytesMax) ||
        (bytes += name.size + value.size) > kEnvironmentBytesMax) {
      return Fault("environment", "must have at most " + std::to_string(kEnvironmentBytesMax) + " bytes");
    }
    if (!IsVariableName(View(name)) || HasNul(View(value))) return Fault("environment", "a variable is malformed");
  }
  return Ok();
}

Status CheckPrestart(const code_runner_plugin& p) {
  if (!AreThere(p.prestart, kPrestartArgsMax)) {
    return Fault("prestart", "must have at most " + std::to_string(kPrestartArgsMax) + " arguments");
  }
  for (std::size_t i = 0; i < p.prestart.size; ++i) {
    const bool is_empty_program = i == 0 && p.prestart.items[i].size == 0;
    if (is_empty_program || !IsText(p.prestart.items[i], kTextBytesMax)) {
      return Fault("prestart", "an argument is malformed");
    }
  }
  return Ok();
}

}  // namespace

Result<code_runner_plugin> CheckDescriptor(const code_runner_plugin& exported) {
  // `plan` was the last mandatory member of the first release of this contract.
  constexpr std::size_t kSizeMin = offsetof(code_runner_plugin, plan) + sizeof(exported.plan);
  constexpr std::size_t kSizeMax = 64 * 1024;
  if (exported.struct_size < kSizeMin || exported.struct_size > kSizeMax) {
    return Fault("struct_size",
                 "is " + std::to_string(exported.struct_size) + ", which no version of the contract has");
  }
  code_runner_plugin plugin{};
  std::memcpy(&plugin, &exported, std::min<std::size_t>(exported.struct_size, sizeof(plugin)));
  for (const auto check : {CheckTexts, CheckNames, CheckPaths, CheckBuildContext, CheckEnvironment, CheckPrestart}) {
    if (Status status = check(plugin); !status) return std::move(status).error();
  }
  if (plugin.plan == nullptr) return Fault("plan", "must not be null");
  return plugin;
}

}  // namespace code_runner::plugin
