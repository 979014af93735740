// What the child of FileWriter does.
#pragma once

#include "agent/message.h"

namespace code_runner::agent {

// Becomes the user, copies the skeleton, writes the files of the frames that come on `input` and reports on `report`,
// as file_writer.h says. Both are blocking.
[[noreturn]] void RunFileWriter(const HelloMessage& hello, int input, int report);

}  // namespace code_runner::agent
