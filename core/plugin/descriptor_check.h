// The one place where what a plugin exports is checked before anything of it is used.
#pragma once

#include "base/result.h"
#include "code_runner/plugin.h"

namespace code_runner::plugin {

// A copy of the descriptor in this server's own layout: members beyond the plugin's `struct_size` are zero, and members
// that this server does not know are left out. kPluginFault that names the first member that is missing, too long or
// malformed. Follows pointers only after the member that holds their length has been checked.
Result<code_runner_plugin> CheckDescriptor(const code_runner_plugin& exported);

}  // namespace code_runner::plugin
