# Installs the library dbsp with its headers, its config and version file, and the find module the config needs.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(dbsp_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/dbsp")
configure_package_config_file(
    cmake/dbsp-config.cmake.in "${PROJECT_BINARY_DIR}/dbsp-config.cmake" INSTALL_DESTINATION "${dbsp_cmake_dir}")
write_basic_package_version_file(
    "${PROJECT_BINARY_DIR}/dbsp-config-version.cmake" COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)

install(TARGETS dbsp EXPORT dbsp-targets FILE_SET HEADERS COMPONENT dbsp)
if(NOT RocksDB_FOUND)
    install(
        FILES include/dbsp/store/rocksdb.hpp
        DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/dbsp/store"
        COMPONENT dbsp
    )
endif()
install(EXPORT dbsp-targets NAMESPACE dbsp:: DESTINATION "${dbsp_cmake_dir}" COMPONENT dbsp)
install(
    TARGETS dbsp_runtime
    EXPORT dbsp-runtime-targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT dbsp_runtime
)
install(
    EXPORT dbsp-runtime-targets
    NAMESPACE dbsp::
    DESTINATION "${dbsp_cmake_dir}"
    COMPONENT dbsp_runtime
)
install(
    FILES
        "${PROJECT_BINARY_DIR}/dbsp-config.cmake"
        "${PROJECT_BINARY_DIR}/dbsp-config-version.cmake"
        cmake/FindxxHash.cmake
        cmake/FindRocksDB.cmake
    DESTINATION "${dbsp_cmake_dir}"
    COMPONENT dbsp
)
