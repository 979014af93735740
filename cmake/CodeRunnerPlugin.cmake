# code_runner_add_plugin(NAME <name> CONTEXT <folder> SOURCES <file>...)
#
# Adds the MODULE library target <name>: a plugin of Code Runner, built with hidden symbols and a version script that
# exports `code_runner_plugin_v1` alone. All regular files of the folder CONTEXT, which must hold a Dockerfile, are
# embedded; the generated header "code_runner_context.h" offers them as CODE_RUNNER_CONTEXT, a `code_runner_files`.
# The executable bit of a file is kept. The library is <name>.so in CODE_RUNNER_PLUGIN_OUTPUT_DIRECTORY, when that is set.
set(_code_runner_cmake_dir "${CMAKE_CURRENT_LIST_DIR}")

function(code_runner_add_plugin)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;CONTEXT" "SOURCES")
  if(NOT arg_NAME OR NOT arg_CONTEXT OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "code_runner_add_plugin: usage: NAME <name> CONTEXT <folder> SOURCES <file>...")
  endif()
  get_filename_component(context "${arg_CONTEXT}" ABSOLUTE)
  if(NOT EXISTS "${context}/Dockerfile")
    message(FATAL_ERROR "code_runner_add_plugin: ${arg_NAME}: no Dockerfile in ${context}")
  endif()

  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}_context")
  file(GLOB_RECURSE context_files CONFIGURE_DEPENDS LIST_DIRECTORIES false "${context}/*")
  add_custom_command(
    OUTPUT "${generated}/code_runner_context.c" "${generated}/code_runner_context.h"
    COMMAND ${CMAKE_COMMAND} -D "CONTEXT=${context}" -D "OUTPUT=${generated}"
            -P "${_code_runner_cmake_dir}/EmbedContext.cmake"
    DEPENDS ${context_files} "${_code_runner_cmake_dir}/EmbedContext.cmake"
    COMMENT "Embedding the build context of ${arg_NAME}"
    VERBATIM)

  add_library(${arg_NAME} MODULE ${arg_SOURCES} "${generated}/code_runner_context.c" "${generated}/code_runner_context.h")
  target_link_libraries(${arg_NAME} PRIVATE CodeRunner::plugin)
  target_include_directories(${arg_NAME} PRIVATE "${generated}")
  target_link_options(${arg_NAME} PRIVATE "LINKER:--version-script=${_code_runner_cmake_dir}/plugin.map"
                      "LINKER:--no-undefined")
  set_target_properties(${arg_NAME} PROPERTIES
    PREFIX "" SUFFIX ".so"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS "${_code_runner_cmake_dir}/plugin.map")
  if(CODE_RUNNER_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${arg_NAME} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${CODE_RUNNER_PLUGIN_OUTPUT_DIRECTORY}")
  endif()
endfunction()
