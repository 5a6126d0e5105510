# Finds RocksDB, by its interface for C.
#
#   RocksDB::rocksdb    library and include directory
#   RocksDB_VERSION     the version that the header states
find_path(RocksDB_INCLUDE_DIR NAMES rocksdb/c.h)
find_library(RocksDB_LIBRARY NAMES rocksdb)
mark_as_advanced(RocksDB_INCLUDE_DIR RocksDB_LIBRARY)

if(RocksDB_INCLUDE_DIR)
    file(STRINGS "${RocksDB_INCLUDE_DIR}/rocksdb/version.h" _RocksDB_lines
         REGEX "^#define ROCKSDB_(MAJOR|MINOR|PATCH) +[0-9]+")
    string(REGEX REPLACE "[^0-9;]" "" _RocksDB_VERSION "${_RocksDB_lines}")
    string(REPLACE ";" "." RocksDB_VERSION "${_RocksDB_VERSION}")
    unset(_RocksDB_lines)
    unset(_RocksDB_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
    RocksDB REQUIRED_VARS RocksDB_LIBRARY RocksDB_INCLUDE_DIR VERSION_VAR RocksDB_VERSION)

if(RocksDB_FOUND AND NOT TARGET RocksDB::rocksdb)
    add_library(RocksDB::rocksdb UNKNOWN IMPORTED)
    set_target_properties(
        RocksDB::rocksdb
        PROPERTIES IMPORTED_LOCATION "${RocksDB_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${RocksDB_INCLUDE_DIR}")
endif()
