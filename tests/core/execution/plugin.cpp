#include "core/image/fake_runtime.h"

extern "C" __attribute__((visibility("default"))) const code_runner_plugin code_runner_plugin_v1;
const code_runner_plugin code_runner_plugin_v1 = code_runner::testing::AlphaDescriptor();
