#include <dbsp/row/sql_type.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdint>

TEST_CASE("sql_type_name: goes by the width of the type", "[row][sql_type]") {
    STATIC_REQUIRE(dbsp::sql_type_name<std::int16_t> == "smallint");
    STATIC_REQUIRE(dbsp::sql_type_name<std::int32_t> == "integer");
    STATIC_REQUIRE(dbsp::sql_type_name<std::int64_t> == "bigint");
    STATIC_REQUIRE(dbsp::sql_type_name<double> == "double precision");
}

TEST_CASE("sql_type_name: is empty for what SQL does not have", "[row][sql_type]") {
    STATIC_REQUIRE(dbsp::sql_type_name<unsigned>.empty());
    STATIC_REQUIRE(dbsp::sql_type_name<void*>.empty());
}
