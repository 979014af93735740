#include "good.h"

const code_runner_plugin code_runner_plugin_v1 = {GOOD_PLUGIN("no-struct-size"), .struct_size = 0};
