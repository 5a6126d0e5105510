# pgt_compile_headers_alone(<library> PRECOMPILE <headers>...)
#
# Compiles each header of a library in a source of its own: it has to include what it needs of the project, whatever was included
# before. What it needs of others stands in the precompiled header; that it includes that, too, is checked by scripts/tidy, which builds
# the target all_verify_interface_header_sets without precompiled headers: that takes four times as long.
function(pgt_compile_headers_alone library)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PRECOMPILE")
    get_target_property(headers ${library} HEADER_SET)
    set(sources)
    foreach(header IN LISTS headers)
        cmake_path(ABSOLUTE_PATH header BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
        cmake_path(RELATIVE_PATH header BASE_DIRECTORY "${PROJECT_SOURCE_DIR}/include" OUTPUT_VARIABLE name)
        set(source "${PROJECT_BINARY_DIR}/headers_alone/${name}.cpp")
        file(CONFIGURE OUTPUT "${source}" CONTENT "#include <${name}>\n" @ONLY)
        list(APPEND sources "${source}")
    endforeach()
    add_library(${library}_headers_alone OBJECT ${sources})
    target_link_libraries(${library}_headers_alone PRIVATE $<COMPILE_ONLY:${library}> pgt_warnings)  # not built for them
    target_precompile_headers(${library}_headers_alone PRIVATE ${arg_PRECOMPILE})
endfunction()
