# Compiles through ccache where there is one. The sloppiness is what ccache asks for with precompiled headers; paths below
# the project are taken relative to it, so that one worktree finds what another has compiled. What a source includes, ccache takes from
# the compiler's list: to preprocess each source for that would cost a sixth of a build with an empty cache.
find_program(PGT_CCACHE ccache)
mark_as_advanced(PGT_CCACHE)
if(PGT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${PGT_CCACHE} depend_mode=true sloppiness=pch_defines,time_macros,include_file_mtime,include_file_ctime
        base_dir=${CMAKE_SOURCE_DIR} hash_dir=false)
endif()

# What each compilation takes of memory and time is noted for the test compiler.memory.
option(PGT_MEASURE_COMPILER "Note what each compilation takes" OFF)
set(pgt_compiler_notes "${CMAKE_BINARY_DIR}/compiler-notes")
if(PGT_MEASURE_COMPILER)
    include(Interpreter)
    list(PREPEND CMAKE_CXX_COMPILER_LAUNCHER "${Python3_EXECUTABLE}" -I -S "${CMAKE_SOURCE_DIR}/cmake/measure.py" "${pgt_compiler_notes}")
endif()
