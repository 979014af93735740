// Whom a sandbox may serve that has served before.
#pragma once

namespace code_runner::execution {

enum class SandboxReuse {
  kNever,
  kSameCaller,
  kAnyCaller,  // but with network, whose namespace stays the same, only the same
};

}  // namespace code_runner::execution
