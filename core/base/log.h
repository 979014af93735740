// The log: one line an event on standard error.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/log_line.h"

namespace code_runner {

// Events below `level` are dropped. Thread-safe.
void SetLogLevel(LogLevel level);
// Thread-safe.
void SetLogFormat(LogFormat format);

// Writes one event with a single write(2). Thread-safe.
void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

}  // namespace code_runner
