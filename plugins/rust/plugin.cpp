#include "code_runner/plugin.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "code_runner_context.h"

namespace {

using code_runner::Str;
using code_runner::View;

constexpr code_runner_string kAliases[] = {Str("rs")};

struct Rust {
  static constexpr code_runner::Descriptor kDescriptor{
      .id = "rust",
      .aliases = code_runner::List(kAliases),
      .name = "Rust",
      .description = "Rust (edition 2021, release mode) with serde and serde_json, compiled in advance.",
      .version = "1.85",
      .file_extension = ".rs",
      .main_file = "src/main.rs",
      .default_entrypoint = "cargo run --release",
      .build_context = CODE_RUNNER_CONTEXT,
      .completions_file = "completions.json",
      .work_dir = "/workspace",
      .skeleton_dir = "/usr/share/code-runner/skeleton",
      .hello_code = "fn main() {\n    println!(\"Hello from Rust\");\n}\n",
      .hello_stdout = "Hello from Rust\n",
  };

  static code_runner::Plan MakePlan(const code_runner::Request& request) {
    return {
        .compile = {.args = NeedsCargo(request) ? CargoArgs() : RustcArgs()},
        .artifact = ".build/main",
        .run = {.args = code_runner::Append({"./.build/main"}, request.Args())},
    };
  }

 private:
  // Whether rustc alone would not do what `cargo run` does: the caller brings files or variables that are meant for
  // cargo, or a source may ask for the variables that cargo sets.
  static bool NeedsCargo(const code_runner::Request& request) {
    const auto is_cargo_file = [](const code_runner_file& file) {
      const std::string_view path = View(file.path);
      return path == "Cargo.toml" || path == "build.rs" || path == "src/lib.rs" || path.starts_with("src/bin/") ||
             path.starts_with(".cargo/") || View(file.content).find(kVariablePrefix) != std::string_view::npos;
    };
    return request.Code().find(kVariablePrefix) != std::string_view::npos ||
           request.HasVariablePrefix(kVariablePrefix) || request.HasVariablePrefix("RUST") ||
           std::ranges::any_of(request.Files(), is_cargo_file);
  }

  // What `cargo build --release` makes of a package with nothing but src/main.rs and its modules, in two thirds of the
  // time. The image's file of arguments names the crates.
  static std::vector<std::string> RustcArgs() {
    return {"rustc", "@/usr/lib/code-runner/rustc.args", "-o", ".build/main", "src/main.rs"};
  }

  // Cargo builds and selects the program as ever; instead of running it, its "runner" makes it the artifact.
  static std::vector<std::string> CargoArgs() {
    const std::string runner = "target.'cfg(all())'.runner = ['install', '-D']";
    return {"cargo", "run", "--release", "--quiet", "--config", runner, "--", ".build/main"};
  }

  static constexpr std::string_view kVariablePrefix = "CARGO_";
};

}  // namespace

CODE_RUNNER_PLUGIN(Rust)
