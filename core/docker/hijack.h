// The HTTP exchange by which a connection becomes the stream of a container.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "docker/raw_connection.h"
#include "docker/transport.h"

namespace code_runner::docker {

// Sends `POST target` with the wish to upgrade and reads the answer's header. When the status is 101 or 200, `body`
// holds what came after the header, the beginning of the stream; else it is the (bounded) text of the engine's
// complaint. kDockerUnreachable when the connection ends first, kDeadlineExceeded, kDockerError for a header that is
// none or too long.
Result<Response> RequestUpgrade(RawConnection& connection, const std::string& target,
                                std::chrono::steady_clock::time_point deadline);

}  // namespace code_runner::docker
