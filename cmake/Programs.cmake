# pgt_add_programs(<folder> TEST <prefix> [LIBRARIES <targets>...] [USING_STORE <sources>...])
#
# Builds every source below <folder>/ of the project into a program of its own, the target <folder>_<name>, and all
# of them by the target <folder>. When tests are on, each program runs as the test <prefix>.<name>; where a file
# <name>.expected stands next to the source, the output has to equal it. Slashes become dots in <name>. The sources of USING_STORE
# are left out where there is no RocksDB.
function(pgt_add_programs folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEST" "LIBRARIES;USING_STORE")
    string(MAKE_C_IDENTIFIER "${folder}" group)
    add_custom_target(${group})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
    foreach(source IN LISTS sources)
        cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE program)
        cmake_path(REMOVE_EXTENSION program LAST_ONLY)
        cmake_path(RELATIVE_PATH program BASE_DIRECTORY "${folder}" OUTPUT_VARIABLE name)
        string(REPLACE "/" "." name "${name}")
        cmake_path(GET program PARENT_PATH where)
        cmake_path(GET program FILENAME file)

        set(libraries ${arg_LIBRARIES})
        if(name IN_LIST arg_USING_STORE)
            if(NOT TARGET dbsp::rocksdb)
                continue()
            endif()
            list(APPEND libraries dbsp::rocksdb)
        endif()
        set(target ${group}_${name})
        add_executable(${target} "${source}")
        target_link_libraries(${target} PRIVATE dbsp::dbsp pgt_warnings ${libraries})
        if(TARGET dbsp_headers_alone)
            target_precompile_headers(${target} REUSE_FROM dbsp_headers_alone)  # what others wrote, only
        endif()
        set_target_properties(
            ${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${where}" OUTPUT_NAME "${file}")
        add_dependencies(${group} ${target})
        if(PGT_BUILD_TESTS AND arg_TEST)
            pgt_add_python_test(
                ${arg_TEST}.${name} support/run_program.py $<TARGET_FILE:${target}>
                "${PROJECT_SOURCE_DIR}/${program}.expected")
        endif()
    endforeach()
endfunction()
