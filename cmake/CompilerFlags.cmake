# Tests that call the compiler themselves (compile_fail, mutation) use the very flags of a user of dbsp: they stand
# in a file that compilers read as @file. Sets pgt_compiler_flags to its path.
string(REPLACE " " ";" preset_flags "${CMAKE_CXX_FLAGS}")
set(pgt_compiler_flags "${PROJECT_BINARY_DIR}/dbsp-compiler-flags.txt")
set(pgt_includes $<REMOVE_DUPLICATES:$<TARGET_PROPERTY:dbsp,INTERFACE_INCLUDE_DIRECTORIES>>)
set(pgt_definitions $<REMOVE_DUPLICATES:$<TARGET_PROPERTY:dbsp,INTERFACE_COMPILE_DEFINITIONS>>)
file(
    GENERATE
    OUTPUT "${pgt_compiler_flags}"
    CONTENT
        "${CMAKE_CXX23_STANDARD_COMPILE_OPTION}
$<JOIN:${preset_flags},\n>
$<$<BOOL:${pgt_includes}>:-I\"$<JOIN:${pgt_includes},\"\n-I\">\">
$<$<BOOL:${pgt_definitions}>:-D\"$<JOIN:${pgt_definitions},\"\n-D\">\">
"
)
