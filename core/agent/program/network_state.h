// What a process can see of the network namespace that it is in.
#pragma once

#include <string>

namespace code_runner::agent {

// Everything under /proc/net: sockets of all kinds, counters, neighbours, routes, groups, connection tracking. Two
// states are equal when nothing was sent in between, by whatever way, and nothing is left that was not there before.
// Left out is what others cause: figures of the whole machine, and what the bridge floods to everyone.
// Empty: it cannot be told, which no state is equal to.
std::string ReadNetworkState();

}  // namespace code_runner::agent
