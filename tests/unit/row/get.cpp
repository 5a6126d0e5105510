#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <string>
#include <utility>

using dbsp::get;

TEST_CASE("get: reads and writes a column of a record", "[row][get]") {
    sample::person p{1, "Ada"};
    get<"id">(p) = 2;
    CHECK(get<"id">(p) == 2);
    CHECK(get<"name">(p) == "Ada");
}

TEST_CASE("get: reads and writes a column of an adapted struct", "[row][get]") {
    sample::order o{1, "north", 2.5};
    get<"amount">(o).reset();
    CHECK(!o.amount);
    CHECK(get<"y">(sample::point{1, 2}) == 2);
}

TEST_CASE("get: gives the kind of reference that the row is", "[row][get]") {
    STATIC_REQUIRE(std::same_as<decltype(get<"id">(std::declval<sample::person&>())), int&>);
    STATIC_REQUIRE(std::same_as<decltype(get<"id">(std::declval<const sample::person&>())), const int&>);
    STATIC_REQUIRE(std::same_as<decltype(get<"id">(std::declval<sample::person>())), int&&>);
    STATIC_REQUIRE(std::same_as<decltype(get<"x">(std::declval<const sample::point&>())), const int&>);
    STATIC_REQUIRE(std::same_as<decltype(get<"x">(std::declval<sample::point>())), int&&>);
}

TEST_CASE("get: moves one column out and leaves the others", "[row][get]") {
    sample::person p{1, "Ada"};
    std::string const name = get<"name">(std::move(p));
    CHECK(name == "Ada");
    CHECK(get<"id">(p) == 1); // NOLINT(bugprone-use-after-move): the other column
}

TEST_CASE("get: is found without naming its namespace, at compile time too", "[row][get]") {
    constexpr auto r = dbsp::make_record<"a", "b">(1, 2);
    STATIC_REQUIRE(get<"b">(r) == 2);
}
