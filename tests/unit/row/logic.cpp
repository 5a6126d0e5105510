#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>

using namespace dbsp;

namespace {
constexpr auto fails = 1 / (col<"a"> - col<"a">) == 1;
}

TEST_CASE("logic: of bools gives a bool", "[row][logic]") {
    constexpr auto in_range = col<"a"> > 1 && col<"a"> < 10;
    STATIC_REQUIRE(in_range(make_record<"a">(5)));
    STATIC_REQUIRE(!in_range(make_record<"a">(0)));
    STATIC_REQUIRE((!in_range || col<"a"> == 5)(make_record<"a">(5)));
    STATIC_REQUIRE(std::same_as<decltype(in_range(make_record<"a">(0))), bool>);
}

TEST_CASE("logic: unknown is decided by the other operand or stays unknown", "[row][logic]") {
    CHECK((col<"unknown"> && col<"a"> == 0)(sample::sparse_row) == std::optional(false));
    CHECK((col<"unknown"> || col<"a"> == 6)(sample::sparse_row) == std::optional(true));
    CHECK((col<"unknown"> && true)(sample::sparse_row) == std::nullopt);
    CHECK((!col<"unknown">)(sample::sparse_row) == std::nullopt);
}

TEST_CASE("logic: what the left operand decides does not evaluate the right one", "[row][logic]") {
    CHECK(!(col<"a"> == 0 && fails)(sample::sparse_row));
    CHECK((col<"a"> == 6 || fails)(sample::sparse_row));
    CHECK_THROWS_AS((col<"a"> == 6 && fails)(sample::sparse_row), domain_error);
    CHECK_THROWS_AS((col<"unknown"> && fails)(sample::sparse_row), domain_error);
}
