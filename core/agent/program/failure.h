// Why a run cannot be carried out, or nothing.
#pragma once

#include <optional>

#include "agent/message.h"

namespace code_runner::agent {

using Failure = std::optional<FailedMessage>;

}  // namespace code_runner::agent
