# pgt_read_version(<header> <out-variable>)
#
# Reads DBSP_VERSION_MAJOR, _MINOR and _PATCH from <header>: the version stands there and nowhere else.
function(pgt_read_version header out)
    file(STRINGS "${header}" lines REGEX "^#define DBSP_VERSION_(MAJOR|MINOR|PATCH) [0-9]+$")
    foreach(part IN ITEMS MAJOR MINOR PATCH)
        if(NOT lines MATCHES "DBSP_VERSION_${part} ([0-9]+)")
            message(FATAL_ERROR "${header}: no line '#define DBSP_VERSION_${part} <number>'")
        endif()
        list(APPEND version "${CMAKE_MATCH_1}")
    endforeach()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${header}")
    list(JOIN version "." version)
    set(${out} "${version}" PARENT_SCOPE)
endfunction()

# pgt_read_schema_version(<control file> <result>)
#
# Reads the version of the extension's schema: it has one of its own, for it changes on other occasions than the library.
function(pgt_read_schema_version control result)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${control}")
    file(STRINGS "${control}" line REGEX "^default_version = '[0-9.]+'$")
    if(NOT line MATCHES "'([0-9.]+)'")
        message(FATAL_ERROR "${control}: no line default_version = '<number>'")
    endif()
    set(${result} "${CMAKE_MATCH_1}" PARENT_SCOPE)
endfunction()
