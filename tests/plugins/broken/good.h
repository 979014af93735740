/* The parts of a good plugin. Each of the broken ones beside this file replaces one of them. */
#pragma once

#include "code_runner/plugin.h"
#include "code_runner_context.h"

#define STR(literal) \
  { literal, sizeof(literal) - 1 }

static inline code_runner_plan GoodPlan(void) {
  static const code_runner_string args[] = {STR("true")};
  const code_runner_plan plan = {.struct_size = sizeof(plan), .run = {.args = {args, 1}}};
  return plan;
}

static inline code_runner_status MakeGoodPlan(const code_runner_request* request, code_runner_emit emit,
                                              void* host_data, code_runner_message* message) {
  const code_runner_plan plan = GoodPlan();
  (void)request;
  (void)message;
  emit(host_data, &plan);
  return CODE_RUNNER_OK;
}

#define GOOD_PLUGIN(id_literal)                                                                                    \
  .struct_size = sizeof(code_runner_plugin), .id = STR(id_literal), .name = STR("Broken"), .version = STR("1"),    \
  .file_extension = STR(".txt"), .main_file = STR("main.txt"), .default_entrypoint = STR("true"),                  \
  .build_context = CODE_RUNNER_CONTEXT, .work_dir = STR("/tmp"), .hello_code = STR("x"), .hello_stdout = STR("x"), \
  .plan = MakeGoodPlan
