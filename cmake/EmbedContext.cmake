# Writes OUTPUT/code_runner_context.{c,h}: every regular file below CONTEXT as bytes, sorted by path.
file(GLOB_RECURSE paths RELATIVE "${CONTEXT}" LIST_DIRECTORIES false "${CONTEXT}/*")
list(SORT paths)
list(LENGTH paths count)

set(contents "")
set(entries "")
set(index 0)
foreach(path IN LISTS paths)
  file(READ "${CONTEXT}/${path}" hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  execute_process(COMMAND test -x "${CONTEXT}/${path}" RESULT_VARIABLE not_executable)
  if(not_executable)
    set(executable 0)
  else()
    set(executable 1)
  endif()
  string(LENGTH "${path}" path_size)
  # A zero-sized array is not C: the 0 at the end is not part of the content.
  string(APPEND contents "static const unsigned char content_${index}[] = {${bytes}0};\n")
  string(APPEND entries
    "    {{\"${path}\", ${path_size}}, {(const char*)content_${index}, ${size}}, ${executable}},\n")
  math(EXPR index "${index} + 1")
endforeach()

file(WRITE "${OUTPUT}/code_runner_context.c"
"#include \"code_runner_context.h\"\n
${contents}
const code_runner_file code_runner_context_files[${count}] = {
${entries}};\n")

file(WRITE "${OUTPUT}/code_runner_context.h"
"#pragma once
#include \"code_runner/plugin.h\"
#ifdef __cplusplus
extern \"C\"
#else
extern
#endif
const code_runner_file code_runner_context_files[${count}];
#define CODE_RUNNER_CONTEXT {code_runner_context_files, ${count}}\n")
