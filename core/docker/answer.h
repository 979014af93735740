// What the engine's answers say, from their JSON. All return kDockerError when something is missing or of a wrong type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "docker/engine_objects.h"

namespace code_runner::docker {

Result<EngineInfo> ReadEngineInfo(std::string_view body);  // of `GET /info`, which does not say `api_version`
Result<std::string> ReadId(std::string_view body);         // of what was created
Result<ImageInfo> ReadImage(std::string_view body);
Result<std::vector<ContainerSummary>> ReadContainers(std::string_view body);
Result<NetworkInfo> ReadNetwork(std::string_view body);
Result<ContainerEnd> ReadContainerEnd(std::string_view body);  // of `GET /events`: one object a line

}  // namespace code_runner::docker
