# What every target of this project is compiled with.
add_compile_options(-Wall -Wextra -Wpedantic -Werror -fstack-protector-strong)
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wshadow;-Wnon-virtual-dtor;-Woverloaded-virtual>")
add_compile_options("$<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
if(CODE_RUNNER_SANITIZE)
  add_compile_options(-fsanitize=${CODE_RUNNER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CODE_RUNNER_SANITIZE})
endif()
