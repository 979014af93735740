/* Its name sorts behind that of the good plugin in the same folder, whose id it takes. */
#include "good.h"

const code_runner_plugin code_runner_plugin_v1 = {GOOD_PLUGIN("bash")};
