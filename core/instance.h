// The identity of this server among others that use the same engine.
#pragma once

#include <filesystem>
#include <string>

#include "base/file_descriptor.h"
#include "base/result.h"

namespace code_runner {

// A folder for state with a stable id in it, locked as long as the object lives. Whoever holds the lock knows that all
// containers that carry the id are its own or left over.
class Instance {
 public:
  // Makes the folder and the id when they are missing. kConflict when another server holds the lock; kInternal when the
  // folder cannot be used.
  static Result<Instance> Claim(const std::filesystem::path& state_dir);

  const std::string& Id() const { return id_; }

 private:
  Instance(FileDescriptor lock, std::string id) : lock_(std::move(lock)), id_(std::move(id)) {}

  FileDescriptor lock_;
  std::string id_;
};

}  // namespace code_runner
