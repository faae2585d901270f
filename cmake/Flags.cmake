# Pinned arithmetic: the same bits from every compiler and on every machine. The last two let gcc
# vectorise sqrt, select and floor. Never -ffast-math.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_C_FLAGS_RELEASE "-O3 -g1")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g3")

add_library(gr_flags INTERFACE)
target_compile_options(gr_flags INTERFACE
  -ffp-contract=off -fno-math-errno -fno-trapping-math -fvisibility=hidden
  -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wconversion
  -Wno-sign-conversion)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  # snprintf into names of bounded length cuts them on purpose
  target_compile_options(gr_flags INTERFACE -Wno-format-truncation)
endif()
target_compile_definitions(gr_flags INTERFACE _GNU_SOURCE)
target_include_directories(gr_flags INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_BINARY_DIR}/generated)
if(GR_WERROR)
  target_compile_options(gr_flags INTERFACE -Werror)
endif()
if(GR_SANITIZE)
  target_compile_options(gr_flags INTERFACE -fsanitize=${GR_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(gr_flags INTERFACE -fsanitize=${GR_SANITIZE})
  target_compile_definitions(gr_flags INTERFACE GR_SANITIZED)
endif()

# Our allocations are told from the libraries' by wrapping the allocator at link time
# (src/base/alloc_count.h).
set(GR_WRAP_OPTIONS "")
if(NOT GR_SANITIZE)
  foreach(name malloc calloc realloc aligned_alloc posix_memalign strdup mmap)
    list(APPEND GR_WRAP_OPTIONS "-Wl,--wrap=${name}")
  endforeach()
endif()
