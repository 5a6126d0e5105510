#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

using dbsp::make_record;

TEST_CASE("rename: one column has another name, in the same place", "[row][rename]") {
    STATIC_REQUIRE(dbsp::rename<"a", "z">(make_record<"a", "b">(1, 2)) == make_record<"z", "b">(1, 2));
    STATIC_REQUIRE(dbsp::rename<"b", "z">(make_record<"a", "b">(1, 2)) == make_record<"a", "z">(1, 2));
}

TEST_CASE("rename: to the same name is no change", "[row][rename]") {
    STATIC_REQUIRE(dbsp::rename<"a", "a">(make_record<"a">(1)) == make_record<"a">(1));
}

TEST_CASE("rename: makes a record of an adapted struct", "[row][rename]") {
    CHECK(dbsp::rename<"x", "column">(sample::point{1, 2}) == make_record<"column", "y">(1, 2));
}
