# pgt_test_name(<file> <out-variable>)
#
# The name of a test follows its path below tests/: tests/unit/operator/join.cpp is unit.operator.join.
function(pgt_test_name file out)
    cmake_path(ABSOLUTE_PATH file)
    cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${PROJECT_SOURCE_DIR}/tests" OUTPUT_VARIABLE name)
    cmake_path(REMOVE_EXTENSION name LAST_ONLY)
    string(REPLACE "/" "." name "${name}")
    set(${out} "${name}" PARENT_SCOPE)
endfunction()

# pgt_is_helper(<source> <out-variable>): whether it stands in a folder support/ and has no cases of its own.
function(pgt_is_helper source out)
    file(STRINGS "${source}" cases REGEX "TEST_CASE" LIMIT_COUNT 1)
    if(source MATCHES "/support/" AND NOT cases)
        set(${out} TRUE PARENT_SCOPE)
    else()
        set(${out} FALSE PARENT_SCOPE)
    endif()
endfunction()

# pgt_add_catch_suite(<folder> PROGRAM <target> [ONLY <regex>] [EXCLUDE <regex>] [TOGETHER <number>] [BY_ITSELF <regex>] [PRECOMPILE <headers>...] [LIBRARIES <targets>...])
#
# Builds every source below <folder>/ into one Catch2 program and registers one test per source. Its label is the first
# part of the folder's name. Folders below it may be left to programs of their own by EXCLUDE, a regular expression; ONLY takes the sources
# whose path matches. So many sources
# of a folder as TOGETHER says are compiled as one, but for those whose path matches BY_ITSELF.
#
# A test runs the cases of its source, which Catch2 selects by a tag made of the file's name. Two folders may hold
# files of the same name, so the __FILE__ of each source is its name as a test, unit.operator.join.cpp.
# A source without cases fails: Catch2 reports that nothing matched; only helpers below support/ need none.
function(pgt_add_catch_suite folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "PROGRAM;ONLY;EXCLUDE;TOGETHER;BY_ITSELF" "PRECOMPILE;LIBRARIES")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
    if(arg_ONLY)
        list(FILTER sources INCLUDE REGEX "/(${arg_ONLY})")
    endif()
    if(arg_EXCLUDE)
        list(FILTER sources EXCLUDE REGEX "/(${arg_EXCLUDE})/")
    endif()
    string(REGEX REPLACE "/.*" "" label "${folder}")

    set(program ${arg_PROGRAM})
    add_executable(${program} ${sources})
    target_link_libraries(${program} PRIVATE dbsp::dbsp pgt_warnings Catch2::Catch2WithMain ${arg_LIBRARIES})
    target_include_directories(${program} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
    if(arg_PRECOMPILE)
        target_precompile_headers(${program} PRIVATE ${arg_PRECOMPILE})
    endif()
    if(arg_TOGETHER)
        pgt_compile_together(${program} MOST ${arg_TOGETHER} EXCEPT "${arg_BY_ITSELF}")
    endif()
    add_dependencies(catch_suites ${program})

    set(timeout 300)
    if(CMAKE_CXX_FLAGS MATCHES "sanitize")
        set(timeout 1800)  # a property of thousands of cases takes ten times as long
    endif()
    foreach(source IN LISTS sources)
        pgt_test_name("${source}" name)
        # A compiler behind ccache may be given the path relative to where it runs.
        cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${CMAKE_BINARY_DIR}" OUTPUT_VARIABLE relative)
        foreach(path IN ITEMS "${source}" "${relative}")
            target_compile_options(${program} PRIVATE "-fmacro-prefix-map=${path}=${name}.cpp")
        endforeach()
        pgt_is_helper("${source}" helper)
        if(NOT helper)
            add_test(NAME ${name} COMMAND ${program} --filenames-as-tags "[#${name}]")
            set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT ${timeout})
        endif()
    endforeach()
endfunction()
