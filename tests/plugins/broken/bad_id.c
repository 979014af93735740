#include "good.h"

const code_runner_plugin code_runner_plugin_v1 = {GOOD_PLUGIN("bad-id"), .id = STR("Bad Id")};
