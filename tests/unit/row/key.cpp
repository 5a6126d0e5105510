#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>

using namespace dbsp;

TEST_CASE("key: gives the record of its columns", "[row][key]") {
    STATIC_REQUIRE(key(col<"y">, col<"x">)(sample::point{1, 2}) == make_record<"y", "x">(2, 1));
    STATIC_REQUIRE(key()(sample::point{1, 2}) == record<>{});
}

TEST_CASE("key: a name makes keys of unlike rows match", "[row][key]") {
    constexpr auto left = key(as<"id">(col<"x">));
    constexpr auto right = key(col<"id">);
    CHECK(left(sample::point{1, 2}) == right(sample::person{1, "Ada"}));
}

TEST_CASE("key: prints the list of GROUP BY", "[row][key]") {
    CHECK(print(key(col<"a">, as<"half">(col<"b"> / 2))) == R"("a", "b" / 2)");
}
