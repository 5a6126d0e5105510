# pgt_compile_together(<target> [MOST <number>] [EXCEPT <regex>])
#
# Compiles the sources of a folder together, as so many at a time: most of what the compiler does for one of them, it does for the
# others of its folder, too. Names in anonymous namespaces are therefore unique within a folder. A source that matches EXCEPT, a
# regular expression of paths, is compiled by itself; so is one that uses no precompiled header.
#
# For editing, -DPGT_COMPILE_TOGETHER=OFF compiles every source by itself.
option(PGT_COMPILE_TOGETHER "Compile the sources of a folder together" ON)

function(pgt_compile_together target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MOST;EXCEPT" "")
    if(NOT PGT_COMPILE_TOGETHER)
        return()
    endif()
    if(NOT arg_MOST)
        set(arg_MOST 8)
    endif()
    get_target_property(sources ${target} SOURCES)
    list(SORT sources)
    foreach(source IN LISTS sources)
        get_source_file_property(by_itself "${source}" SKIP_PRECOMPILE_HEADERS)
        if(NOT source MATCHES "\\.cpp$" OR by_itself OR (arg_EXCEPT AND source MATCHES "${arg_EXCEPT}"))
            continue()
        endif()
        cmake_path(ABSOLUTE_PATH source OUTPUT_VARIABLE path)
        cmake_path(GET path PARENT_PATH folder)
        string(MAKE_C_IDENTIFIER "${folder}" id)
        if(NOT DEFINED count_${id})
            set(count_${id} 0)
        endif()
        math(EXPR part "${count_${id}} / ${arg_MOST}")
        math(EXPR count_${id} "${count_${id}} + 1")
        cmake_path(RELATIVE_PATH folder BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
        string(MAKE_C_IDENTIFIER "${folder}_${part}" group)
        set_property(SOURCE "${source}" PROPERTY UNITY_GROUP ${group})
    endforeach()
    # By relative paths: what one worktree has compiled, the compiler cache gives to another.
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP UNITY_BUILD_RELOCATABLE ON)
    # What is said about types with internal linkage is meant for headers; here sources are included.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()
