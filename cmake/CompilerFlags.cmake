# Tests that call the compiler themselves (compile_fail, mutation) use the flags of a user of dbsp: they stand in a file
# that compilers read as @file. Sets pgt_compiler_flags to its path.
include(Precompiled)

string(REPLACE " " ";" preset_flags "${CMAKE_CXX_FLAGS}")
set(pgt_compiler_flags "${PROJECT_BINARY_DIR}/dbsp-compiler-flags.txt")
set(pgt_includes $<REMOVE_DUPLICATES:$<TARGET_PROPERTY:dbsp,INTERFACE_INCLUDE_DIRECTORIES>>)
set(pgt_definitions $<REMOVE_DUPLICATES:$<TARGET_PROPERTY:dbsp,INTERFACE_COMPILE_DEFINITIONS>>)
set(flags
    "${CMAKE_CXX23_STANDARD_COMPILE_OPTION}
$<JOIN:${preset_flags},\n>
$<$<BOOL:${pgt_includes}>:-I\"$<JOIN:${pgt_includes},\"\n-I\">\">
$<$<BOOL:${pgt_definitions}>:-D\"$<JOIN:${pgt_definitions},\"\n-D\">\">
"
)

# GCC finds the precompiled header beside the header that it is told to include.
set(header "${PROJECT_BINARY_DIR}/precompiled/third_party.hpp")
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    set(precompiled_header "${header}.gch")
    set(use_precompiled "-include \"${header}\"")
else()
    set(precompiled_header "${header}.pch")
    set(use_precompiled "-include-pch \"${precompiled_header}\"")
endif()
# Compiled without a cache: Clang writes the absolute path of the header into what it makes of it, so that of another worktree does not
# serve.
set(flags_of_header "${PROJECT_BINARY_DIR}/precompiled/compiler-flags.txt")
list(TRANSFORM pgt_precompiled_of_dbsp PREPEND "#include " OUTPUT_VARIABLE lines)
list(JOIN lines "\n" lines)
file(CONFIGURE OUTPUT "${header}" CONTENT "${lines}\n")
file(GENERATE OUTPUT "${flags_of_header}" CONTENT "${flags}")
add_custom_command(
    OUTPUT "${precompiled_header}"
    COMMAND "${CMAKE_CXX_COMPILER}" "@${flags_of_header}" -x c++-header -c "${header}" -o "${precompiled_header}"
    DEPENDS "${header}" "${flags_of_header}"
    COMMENT "Precompiling what tests that call the compiler include"
)
add_custom_target(precompiled_third_party ALL DEPENDS "${precompiled_header}")
file(GENERATE OUTPUT "${pgt_compiler_flags}" CONTENT "${flags}${use_precompiled}\n")
