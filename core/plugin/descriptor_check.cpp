#include "plugin/descriptor_check.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace code_runner::plugin {
namespace {

constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kAliasesMax = 16;
constexpr std::size_t kNameBytesMax = 64;
constexpr std::size_t kTextBytesMax = 1024;
constexpr std::size_t kExtensionBytesMax = 16;
constexpr std::size_t kPathBytesMax = 1024;
constexpr std::size_t kContextFilesMax = 1024;
constexpr std::size_t kContextBytesMax = 64 << 20;
constexpr std::size_t kVariablesMax = 256;
constexpr std::size_t kVariableBytesMax = 32 * 1024;
constexpr std::size_t kHelloCodeBytesMax = 64 * 1024;
constexpr std::size_t kHelloOutputBytesMax = 4096;
constexpr std::size_t kPrestartArgsMax = 64;

Error Fault(std::string_view member, std::string_view problem) {
  return {ErrorCode::kPluginFault, std::string(member) + ": " + std::string(problem)};
}

bool IsSane(code_runner_string text, std::size_t bytes_max) {
  if (text.size > bytes_max || (text.data == nullptr && text.size > 0)) return false;
  return std::memchr(text.size > 0 ? text.data : "x", '\0', std::max<std::size_t>(text.size, 1)) == nullptr;
}

std::string_view View(code_runner_string text) {
  return {text.data, text.size};
}

bool IsId(std::string_view id) {
  const auto is_alnum = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !id.empty() && is_alnum(id.front()) &&
         std::ranges::all_of(id, [is_alnum](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

template <class List>
bool IsSaneList(const List& list, std::size_t size_max) {
  return list.size <= size_max && (list.items != nullptr || list.size == 0);
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
    if (!IsSane(rule.text, rule.bytes_max)) {
      return Fault(rule.member, "must have at most " + std::to_string(rule.bytes_max) + " bytes, none of them NUL");
    }
  }
  return Ok();
}

Status CheckNames(const code_runner_plugin& p) {
  constexpr std::string_view kForm = "must be of the form [a-z0-9][a-z0-9._-]*";
  if (!IsId(View(p.id))) return Fault("id", kForm);
  if (!IsSaneList(p.aliases, kAliasesMax)) return Fault("aliases", "must be at most " + std::to_string(kAliasesMax));
  for (std::size_t i = 0; i < p.aliases.size; ++i) {
    const code_runner_string alias = p.aliases.items[i];
    if (!IsSane(alias, kIdBytesMax) || !IsId(View(alias))) return Fault("aliases", kForm);
  }
  return Ok();
}

Status CheckPaths(const code_runner_plugin& p) {
  if (!IsRelativePath(View(p.main_file))) return Fault("main_file", "must be a relative path");
  const auto is_absolute = [](code_runner_string path) {
    return View(path).starts_with('/') && IsRelativePath(View(path).substr(1));
  };
  if (!is_absolute(p.work_dir)) return Fault("work_dir", "must be an absolute path other than /");
  // Mounting over these would hide what the image or the kernel keeps there.
  for (const std::string_view taken : {"/metadata", "/proc", "/sys", "/dev", "/etc", "/usr", "/bin", "/lib"}) {
    const std::string_view dir = View(p.work_dir);
    if (dir == taken || (dir.starts_with(taken) && dir[taken.size()] == '/')) return Fault("work_dir", "is taken");
  }
  if (p.skeleton_dir.size > 0 && !is_absolute(p.skeleton_dir)) return Fault("skeleton_dir", "must be an absolute path");
  return Ok();
}

Status CheckBuildContext(const code_runner_plugin& p) {
  if (!IsSaneList(p.build_context, kContextFilesMax)) {
    return Fault("build_context", "must have at most " + std::to_string(kContextFilesMax) + " files");
  }
  bool has_dockerfile = false;
  bool has_completions = p.completions_file.size == 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < p.build_context.size; ++i) {
    const code_runner_file& file = p.build_context.items[i];
    if (!IsSane(file.path, kPathBytesMax) || !IsRelativePath(View(file.path))) {
      return Fault("build_context", "paths must be relative");
    }
    if (file.content.data == nullptr && file.content.size > 0) return Fault("build_context", "a file has no content");
    if (file.content.size > kContextBytesMax || (bytes += file.content.size) > kContextBytesMax) {
      return Fault("build_context", "must have at most " + std::to_string(kContextBytesMax) + " bytes");
    }
    has_dockerfile = has_dockerfile || View(file.path) == "Dockerfile";
    has_completions = has_completions || View(file.path) == View(p.completions_file);
  }
  if (!has_dockerfile) return Fault("build_context", "must hold a Dockerfile");
  if (!has_completions) return Fault("completions_file", "is not in the build context");
  return Ok();
}

Status CheckEnvironment(const code_runner_plugin& p) {
  if (!IsSaneList(p.environment, kVariablesMax)) {
    return Fault("environment", "must have at most " + std::to_string(kVariablesMax) + " variables");
  }
  for (std::size_t i = 0; i < p.environment.size; ++i) {
    const auto& [name, value] = p.environment.items[i];
    const bool name_ok =
        IsSane(name, kVariableBytesMax) && name.size > 0 && View(name).find('=') == std::string_view::npos;
    if (!name_ok || !IsSane(value, kVariableBytesMax)) return Fault("environment", "a variable is malformed");
  }
  return Ok();
}

Status CheckPrestart(const code_runner_plugin& p) {
  if (!IsSaneList(p.prestart, kPrestartArgsMax)) return Fault("prestart", "has too many arguments");
  for (std::size_t i = 0; i < p.prestart.size; ++i) {
    if (!IsSane(p.prestart.items[i], kTextBytesMax)) return Fault("prestart", "an argument is malformed");
  }
  return Ok();
}

}  // namespace

bool IsRelativePath(std::string_view path) {
  if (path.empty()) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    if (component.empty() || component == "." || component == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

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
