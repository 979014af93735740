/* Uses what the header declares, so that it is compiled as a plugin in C would use it. */
#include "code_runner/plugin.h"

static code_runner_status MakePlan(const code_runner_request* request, code_runner_emit emit, void* host_data,
                                   code_runner_message* message) {
  code_runner_plan plan = {sizeof(code_runner_plan), 0, {0, 0}, {{0, 0}, {0, 0}}, {0, 0}, {{0, 0}, {0, 0}}};
  (void)message;
  plan.run.args = request->args;
  emit(host_data, &plan);
  return CODE_RUNNER_OK;
}

typedef code_runner_status (*MakePlanType)(const code_runner_request*, code_runner_emit, void*, code_runner_message*);

MakePlanType PlanFunction(const code_runner_plugin* plugin) {
  return plugin == &code_runner_plugin_v1 ? MakePlan : plugin->plan;
}
