// The current folder, where the run's files go. For the child that writes them, as the user; see file_writer.h.
#pragma once

#include <string>
#include <string_view>

#include "agent/message.h"
#include "agent/program/failure.h"
#include "base/file_descriptor.h"

namespace code_runner::agent {

class WorkFolder {
 public:
  // Copies what is in `skeleton_dir` (folders, regular files, links; executable bits and modification times are kept)
  // into the folder. Other kinds of files are left out.
  Failure CopySkeleton(const std::string& skeleton_dir);

  // Begins a file, in place of whatever non-folder has that path, and makes its parent folders.
  Failure BeginFile(const FileMessage& file);
  // Appends to the file begun last.
  Failure Append(std::string_view bytes);
  // All files are there. Before this, the last one is open for writing, and could not be executed.
  void End() { file_.Reset(); }

 private:
  std::string path_;
  FileDescriptor file_;
};

}  // namespace code_runner::agent
