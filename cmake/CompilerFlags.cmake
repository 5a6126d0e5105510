# Tests that call the compiler themselves (compile_fail, mutation) use the flags of a user of dbsp: they stand in files
# that compilers read as @file, with headers compiled before. Sets pgt_compiler_flags to the path of the flags with what others wrote, and
# pgt_library_flags to that with the whole library, for sources that only have to be read.
include(Precompiled)

string(REPLACE " " ";" preset_flags "${CMAKE_CXX_FLAGS}")
set(pgt_includes $<REMOVE_DUPLICATES:$<TARGET_PROPERTY:dbsp,INTERFACE_INCLUDE_DIRECTORIES>>)
set(pgt_definitions $<REMOVE_DUPLICATES:$<TARGET_PROPERTY:dbsp,INTERFACE_COMPILE_DEFINITIONS>>)
set(flags
    "${CMAKE_CXX23_STANDARD_COMPILE_OPTION}
$<JOIN:${preset_flags},\n>
$<$<BOOL:${pgt_includes}>:-I\"$<JOIN:${pgt_includes},\"\n-I\">\">
$<$<BOOL:${pgt_definitions}>:-D\"$<JOIN:${pgt_definitions},\"\n-D\">\">
"
)

# pgt_precompile_for_tests(<name> <flags-file> <headers>...): writes the flags with a header <name> that includes <headers>, compiled by the
# target precompiled_<name>.
function(pgt_precompile_for_tests name flags_file)
    # GCC finds the precompiled header beside the header that it is told to include. Clang is told to instantiate what the headers need
    # at once, rather than in each source.
    set(header "${PROJECT_BINARY_DIR}/precompiled/${name}.hpp")
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        set(precompiled_header "${header}.gch")
        set(use_precompiled "-include \"${header}\"")
        set(instantiate)
    else()
        set(precompiled_header "${header}.pch")
        set(use_precompiled "-include-pch \"${precompiled_header}\"")
        set(instantiate -fpch-instantiate-templates)
    endif()
    # Compiled without a cache: Clang writes the absolute path of the header into what it makes of it, so that of another worktree does not
    # serve.
    set(flags_of_header "${PROJECT_BINARY_DIR}/precompiled/compiler-flags-${name}.txt")
    list(TRANSFORM ARGN PREPEND "#include " OUTPUT_VARIABLE lines)
    list(JOIN lines "\n" lines)
    file(CONFIGURE OUTPUT "${header}" CONTENT "${lines}\n")
    file(GENERATE OUTPUT "${flags_of_header}" CONTENT "${flags}")
    add_custom_command(
        OUTPUT "${precompiled_header}"
        COMMAND
            "${CMAKE_CXX_COMPILER}" "@${flags_of_header}" ${instantiate} -x c++-header -c "${header}" -MD -MF
            "${precompiled_header}.d" -MT "${precompiled_header}" -o "${precompiled_header}"
        DEPENDS "${header}" "${flags_of_header}"
        DEPFILE "${precompiled_header}.d"
        COMMENT "Precompiling ${name}.hpp for tests that call the compiler"
        VERBATIM
    )
    add_custom_target(precompiled_${name} ALL DEPENDS "${precompiled_header}")
    file(GENERATE OUTPUT "${flags_file}" CONTENT "${flags}${use_precompiled}\n")
endfunction()

set(pgt_compiler_flags "${PROJECT_BINARY_DIR}/dbsp-compiler-flags.txt")
pgt_precompile_for_tests(third_party "${pgt_compiler_flags}" ${pgt_precompiled_of_dbsp})
set(pgt_library_flags "${PROJECT_BINARY_DIR}/dbsp-library-flags.txt")
pgt_precompile_for_tests(library "${pgt_library_flags}" <dbsp/dbsp.hpp>)
