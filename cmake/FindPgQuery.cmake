# Finds libpg_query, PostgreSQL's own parser as a library, in its static form: see cmake/PrivateParser.cmake.
#
#   PgQuery::PgQuery     headers and archive
#   PgQuery_VERSION      the version of PostgreSQL whose language it parses
find_path(PgQuery_INCLUDE_DIR NAMES pg_query.h)
find_library(PgQuery_LIBRARY NAMES libpg_query.a)
mark_as_advanced(PgQuery_INCLUDE_DIR PgQuery_LIBRARY)

if(PgQuery_INCLUDE_DIR)
    file(STRINGS "${PgQuery_INCLUDE_DIR}/pg_query.h" _PgQuery_line REGEX "^#define PG_VERSION +\"" LIMIT_COUNT 1)
    string(REGEX MATCH "[0-9]+(\\.[0-9]+)*" PgQuery_VERSION "${_PgQuery_line}")
    unset(_PgQuery_line)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    PgQuery REQUIRED_VARS PgQuery_LIBRARY PgQuery_INCLUDE_DIR VERSION_VAR PgQuery_VERSION)

if(PgQuery_FOUND AND NOT TARGET PgQuery::PgQuery)
    add_library(PgQuery::PgQuery STATIC IMPORTED)
    set_target_properties(
        PgQuery::PgQuery
        PROPERTIES
            IMPORTED_LOCATION "${PgQuery_LIBRARY}"
            INTERFACE_INCLUDE_DIRECTORIES "${PgQuery_INCLUDE_DIR}"
    )
endif()
