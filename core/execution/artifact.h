// What a compiler has made, kept in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "base/file_descriptor.h"
#include "base/result.h"
#include "execution/artifact_header.h"
#include "model/execution_result.h"

namespace code_runner::execution {

// Open for reading; stays what it is when the file is removed or replaced. Move-only. Thread-safe.
class Artifact {
 public:
  // Nothing when there is no such file, or when it is not as long as its header says.
  static std::optional<Artifact> Open(const std::filesystem::path& path);

  std::uint64_t Bytes() const { return header_.artifact_bytes; }
  bool IsExecutable() const { return header_.executable; }
  // Fills `buffer` from `offset` on. kInternal when the file cannot be read. REQUIRES: offset + size <= Bytes().
  Status ReadAt(std::uint64_t offset, char* buffer, std::size_t size) const;

  // How compiling went, as if it had gone so again: exit code 0, no time, `cached`. kInternal when the file cannot be
  // read.
  Result<CompileResult> ReadCompileResult() const;

  // Reads all of it; false when it is not what was written.
  bool IsIntact() const;
  // Makes now the file's modification time, which is kept as that of its last use.
  void Touch() const;

 private:
  Artifact(FileDescriptor file, ArtifactHeader header) : file_(std::move(file)), header_(std::move(header)) {}

  Status ReadBody(std::uint64_t offset, std::uint64_t bytes, const std::function<Status(std::string_view)>& sink) const;

  FileDescriptor file_;
  ArtifactHeader header_;
};

}  // namespace code_runner::execution
