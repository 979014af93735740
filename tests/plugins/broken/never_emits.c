#include "good.h"

static code_runner_status MakePlan(const code_runner_request* request, code_runner_emit emit, void* host_data,
                                   code_runner_message* message) {
  (void)request;
  (void)emit;
  (void)host_data;
  (void)message;
  return CODE_RUNNER_OK;
}

const code_runner_plugin code_runner_plugin_v1 = {GOOD_PLUGIN("never-emits"), .plan = MakePlan};
