#include "good.h"

static const code_runner_file kContext[] = {{STR("dockerfile.txt"), STR("FROM scratch\n"), 0}};

const code_runner_plugin code_runner_plugin_v1 = {GOOD_PLUGIN("no-dockerfile"), .build_context = {kContext, 1}};
