# Finds a PostgreSQL server to build extensions for, by its pg_config.
#
#   PG_CONFIG                       cache variable: the pg_config to ask. Left empty, it is the newest of the wanted
#                                   major version where Debian puts them, else that of the PATH
#   PostgreSQL::Server              the server's headers, as system headers
#   PostgreSQLServer_VERSION        such as 18.1
#   PostgreSQLServer_BINDIR         folder of postgres, initdb, ...
#   PostgreSQLServer_PKGLIBDIR      folder that loadable modules are installed into
#   PostgreSQLServer_SHAREDIR       folder whose extension/ holds control files and scripts
#   PostgreSQLServer_PGXS           folder with what extensions build and test with
find_program(
    PG_CONFIG
    NAMES pg_config
    HINTS "/usr/lib/postgresql/${PostgreSQLServer_FIND_VERSION_MAJOR}/bin"
    DOC "The pg_config of the PostgreSQL server to build for"
)
mark_as_advanced(PG_CONFIG)

function(_pgt_ask_pg_config variable option)
    execute_process(
        COMMAND "${PG_CONFIG}" --${option}
        OUTPUT_VARIABLE answer
        OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY
    )
    set(PostgreSQLServer_${variable} "${answer}" PARENT_SCOPE)
endfunction()

if(PG_CONFIG)
    _pgt_ask_pg_config(VERSION version)
    string(REGEX MATCH "[0-9]+(\\.[0-9]+)*" PostgreSQLServer_VERSION "${PostgreSQLServer_VERSION}")
    _pgt_ask_pg_config(BINDIR bindir)
    _pgt_ask_pg_config(PKGLIBDIR pkglibdir)
    _pgt_ask_pg_config(SHAREDIR sharedir)
    _pgt_ask_pg_config(PGXS pgxs)
    cmake_path(GET PostgreSQLServer_PGXS PARENT_PATH PostgreSQLServer_PGXS)  # .../pgxs/src/makefiles
    cmake_path(GET PostgreSQLServer_PGXS PARENT_PATH PostgreSQLServer_PGXS)
    cmake_path(GET PostgreSQLServer_PGXS PARENT_PATH PostgreSQLServer_PGXS)
    _pgt_ask_pg_config(_include includedir-server)
    find_path(
        PostgreSQLServer_INCLUDE_DIR NAMES postgres.h PATHS "${PostgreSQLServer__include}" NO_DEFAULT_PATH)
    mark_as_advanced(PostgreSQLServer_INCLUDE_DIR)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    PostgreSQLServer
    REQUIRED_VARS PG_CONFIG PostgreSQLServer_INCLUDE_DIR
    VERSION_VAR PostgreSQLServer_VERSION
    REASON_FAILURE_MESSAGE "install the server's headers, or point PG_CONFIG to a pg_config of that version"
)

if(PostgreSQLServer_FOUND AND NOT TARGET PostgreSQL::Server)
    add_library(PostgreSQL::Server INTERFACE IMPORTED)
    set_target_properties(
        PostgreSQL::Server PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${PostgreSQLServer_INCLUDE_DIR}")
endif()
