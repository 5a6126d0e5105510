# pgt_warnings: the warnings that our own tests, examples and benchmarks are compiled with. Never part of the
# usage requirements of an installed library. The presets make them errors (CMAKE_COMPILE_WARNING_AS_ERROR).
add_library(pgt_warnings INTERFACE)
target_compile_options(
    pgt_warnings
    INTERFACE
        -Wall
        -Wextra
        -Wpedantic
        -Wcast-align
        -Wconversion
        -Wextra-semi
        -Wformat=2
        -Wimplicit-fallthrough
        -Wmissing-declarations
        -Wnon-virtual-dtor
        -Wold-style-cast
        -Woverloaded-virtual
        -Wredundant-decls
        -Wshadow
        -Wsign-conversion
        -Wundef
        -Wunused
        $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-branches -Wduplicated-cond -Wlogical-op>
        $<$<CXX_COMPILER_ID:Clang>:-Wunreachable-code>
)
