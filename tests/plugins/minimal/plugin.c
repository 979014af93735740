/* The smallest useful plugin in plain C: what plugin.cpp does, without the adapter. */
#include "code_runner/plugin.h"

#include <stdlib.h>
#include <string.h>

#include "code_runner_context.h"

#define STR(literal) \
  { literal, sizeof(literal) - 1 }

static code_runner_status Fail(code_runner_message* message, const char* text) {
  message->size = strlen(text) < message->capacity ? strlen(text) : message->capacity;
  memcpy(message->data, text, message->size);
  return CODE_RUNNER_FAILED;
}

static code_runner_status MakePlan(const code_runner_request* request, code_runner_emit emit, void* host_data,
                                   code_runner_message* message) {
  static const code_runner_string command[] = {STR("sh"), STR("main.sh")};
  const size_t size = 2 + request->args.size;
  code_runner_string* args = calloc(size, sizeof(*args));
  if (args == NULL) return Fail(message, "out of memory");
  memcpy(args, command, sizeof(command));
  if (request->args.size > 0) memcpy(args + 2, request->args.items, request->args.size * sizeof(*args));
  const code_runner_plan plan = {.struct_size = sizeof(plan), .run = {.args = {args, size}}};
  emit(host_data, &plan);
  free(args);
  return CODE_RUNNER_OK;
}

const code_runner_plugin code_runner_plugin_v1 = {
    .struct_size = sizeof(code_runner_plugin),
    .id = STR("sh"),
    .name = STR("Shell"),
    .description = STR("The Debian Almquist shell."),
    .version = STR("0.5"),
    .file_extension = STR(".sh"),
    .main_file = STR("main.sh"),
    .default_entrypoint = STR("sh main.sh"),
    .build_context = CODE_RUNNER_CONTEXT,
    .work_dir = STR("/tmp"),
    .hello_code = STR("echo 'Hello from sh'"),
    .hello_stdout = STR("Hello from sh\n"),
    .plan = MakePlan,
};
