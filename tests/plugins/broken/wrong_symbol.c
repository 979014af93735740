#include "good.h"

CODE_RUNNER_EXPORT extern const code_runner_plugin code_runner_plugin_v0;
const code_runner_plugin code_runner_plugin_v0 = {GOOD_PLUGIN("wrong-symbol")};
