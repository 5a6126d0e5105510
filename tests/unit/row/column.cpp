#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <string>

using dbsp::col;

TEST_CASE("col: gives the value of the column, by value", "[row][column]") {
    const sample::person p{1, "Ada"};
    CHECK(col<"name">(p) == "Ada");
    STATIC_REQUIRE(std::same_as<decltype(col<"name">(p)), std::string>);
    STATIC_REQUIRE(std::same_as<decltype(col<"name">.evaluate(p)), const std::string&>);
}

TEST_CASE("col: reads whatever row has a column of that name", "[row][column]") {
    CHECK(col<"id">(sample::person{1, ""}) == 1);
    CHECK(col<"id">(sample::order{2, "", {}}) == 2);
}

TEST_CASE("col: knows its name", "[row][column]") { STATIC_REQUIRE(col<"id">.name.view() == "id"); }
