#include "unit/row/sample.hpp"

#include <boost/hana/map.hpp>
#include <catch2/catch_test_macros.hpp>

#include <string>
#include <tuple>

TEST_CASE("row: records and adapted structs are rows, by value or by reference", "[row][concept]") {
    STATIC_REQUIRE(dbsp::named_row<sample::person>);
    STATIC_REQUIRE(dbsp::named_row<sample::order>);
    STATIC_REQUIRE(dbsp::named_row<const sample::point&>);
    STATIC_REQUIRE(dbsp::named_row<dbsp::record<>>);
}

TEST_CASE("row: what has no names for its members is none", "[row][concept]") {
    STATIC_REQUIRE(!dbsp::named_row<int>);
    STATIC_REQUIRE(!dbsp::named_row<std::string>);
    STATIC_REQUIRE(!dbsp::named_row<std::tuple<int, int>>);
    STATIC_REQUIRE(!dbsp::named_row<boost::hana::map<>>);
    STATIC_REQUIRE(!dbsp::named_row<sample::person*>);
}
