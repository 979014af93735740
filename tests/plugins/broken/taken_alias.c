/* Its name sorts behind that of the good plugin in the same folder, whose id is among its aliases. */
#include "good.h"

static const code_runner_string kAliases[] = {STR("other"), STR("bash")};

const code_runner_plugin code_runner_plugin_v1 = {GOOD_PLUGIN("taken-alias"), .aliases = {kAliases, 2}};
