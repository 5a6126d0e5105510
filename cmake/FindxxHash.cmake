# Finds the header of xxHash; no library, for it is used with everything inlined (XXH_INLINE_ALL).
#
#   xxHash::xxHash    include directory
#   xxHash_VERSION    the version that the header states
find_path(xxHash_INCLUDE_DIR NAMES xxhash.h)
mark_as_advanced(xxHash_INCLUDE_DIR)

if(xxHash_INCLUDE_DIR)
    file(STRINGS "${xxHash_INCLUDE_DIR}/xxhash.h" _xxHash_lines
         REGEX "^#define XXH_VERSION_(MAJOR|MINOR|RELEASE) +[0-9]+")
    string(REGEX REPLACE "[^0-9;]" "" _xxHash_VERSION "${_xxHash_lines}")
    string(REPLACE ";" "." xxHash_VERSION "${_xxHash_VERSION}")
    unset(_xxHash_lines)
    unset(_xxHash_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(xxHash REQUIRED_VARS xxHash_INCLUDE_DIR VERSION_VAR xxHash_VERSION)

if(xxHash_FOUND AND NOT TARGET xxHash::xxHash)
    add_library(xxHash::xxHash INTERFACE IMPORTED)
    set_target_properties(xxHash::xxHash PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${xxHash_INCLUDE_DIR}")
endif()
