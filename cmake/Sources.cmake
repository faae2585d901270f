# gr_sources_hash(OUT NAME FILES...): C that defines NAME, a number that stands for what the files
# hold.
function(gr_sources_hash out name)
  set(target ${CMAKE_BINARY_DIR}/generated/${name}.c)
  add_custom_command(OUTPUT ${target}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/hash_sources.py ${name} ${target} ${ARGN}
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/tools/hash_sources.py VERBATIM)
  set(${out} ${target} PARENT_SCOPE)
endfunction()
