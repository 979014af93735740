// How an agent ends, for the keeper above it if there is one.
#pragma once

#include <cstdlib>

namespace code_runner::agent {

inline constexpr int kExitForGood = EXIT_FAILURE;  // like every other code but those below
inline constexpr int kExitForNext = 64;            // everything in the cell has ended clean, and another run is wanted
inline constexpr int kExitForNextFresh = 65;       // the same, and it wants no process to be started ahead

}  // namespace code_runner::agent
