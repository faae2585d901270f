# gr_looks(OUT FILES...): the built-in looks as C, each file's bytes under its name
# (src/scene/look.h).
function(gr_looks out)
  set(target ${CMAKE_BINARY_DIR}/generated/looks.c)
  add_custom_command(OUTPUT ${target}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_looks.py ${target} ${ARGN}
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/tools/embed_looks.py VERBATIM)
  set(${out} ${target} PARENT_SCOPE)
endfunction()
