// Standard input of the program, on its way from the server.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/file_descriptor.h"

namespace code_runner::agent {

// Bytes that wait until the program takes them. What the program will never take counts as taken.
class InputStream {
 public:
  void Append(std::string_view bytes) { pending_.append(bytes); }
  void End() { ended_ = true; }
  bool HasEnded() const { return ended_; }
  std::size_t PendingBytes() const { return pending_.size(); }

  // Connects the program's pipe.
  void Connect(FileDescriptor pipe);
  // The program's pipe while there is something for it, else -1.
  int Fd() const { return pending_.empty() ? -1 : pipe_.Get(); }
  // Writes what the pipe takes; the number of bytes taken. Closes the pipe behind the last one.
  std::size_t Write();
  // The program is gone.
  void Disconnect();

 private:
  FileDescriptor pipe_;
  std::string pending_;
  bool ended_ = false;
  bool discards_ = false;
};

}  // namespace code_runner::agent
