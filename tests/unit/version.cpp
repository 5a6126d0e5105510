#include <dbsp/version.hpp>

#include <catch2/catch_test_macros.hpp>

TEST_CASE("version: the macros and the constants agree", "[version]") {
    STATIC_REQUIRE(dbsp::version_major == DBSP_VERSION_MAJOR);
    STATIC_REQUIRE(dbsp::version_minor == DBSP_VERSION_MINOR);
    STATIC_REQUIRE(dbsp::version_patch == DBSP_VERSION_PATCH);
}

TEST_CASE("version: the build system has read the same version", "[version]") {
    STATIC_REQUIRE(dbsp::version_major == PGT_PROJECT_VERSION_MAJOR);
    STATIC_REQUIRE(dbsp::version_minor == PGT_PROJECT_VERSION_MINOR);
    STATIC_REQUIRE(dbsp::version_patch == PGT_PROJECT_VERSION_PATCH);
}
