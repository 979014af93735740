#include "good.h"

static code_runner_status MakePlan(const code_runner_request* request, code_runner_emit emit, void* host_data,
                                   code_runner_message* message) {
  MakeGoodPlan(request, emit, host_data, message);
  return MakeGoodPlan(request, emit, host_data, message);
}

const code_runner_plugin code_runner_plugin_v1 = {GOOD_PLUGIN("emits-twice"), .plan = MakePlan};
