#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <string>

using namespace dbsp;

TEST_CASE("is_null, is_not_null: are never unknown", "[row][null]") {
    CHECK(is_null(col<"none">)(sample::sparse_row));
    CHECK(!is_null(col<"b">)(sample::sparse_row));
    CHECK(is_not_null(col<"b"> + 1)(sample::sparse_row));
    CHECK(is_null(col<"b"> + col<"none">)(sample::sparse_row));
    STATIC_REQUIRE(std::same_as<decltype(is_null(col<"none">)(sample::sparse_row)), bool>);
}

TEST_CASE("is_null: a column that cannot be missing never is", "[row][null]") {
    CHECK(!is_null(col<"a">)(sample::sparse_row));
    CHECK(is_not_null(col<"name">)(sample::person{1, ""}));
}

TEST_CASE("coalesce: gives the first value that is there", "[row][null]") {
    CHECK(coalesce(col<"none">, col<"b">, 9)(sample::sparse_row) == 7);
    CHECK(coalesce(col<"none">, 9)(sample::sparse_row) == 9);
    CHECK(coalesce(col<"none">, col<"none">)(sample::sparse_row) == std::nullopt);
}

TEST_CASE("coalesce: is optional only if every operand may be missing", "[row][null]") {
    STATIC_REQUIRE(std::same_as<decltype(coalesce(col<"none">, 9)(sample::sparse_row)), int>);
    STATIC_REQUIRE(
        std::same_as<decltype(coalesce(col<"b">, col<"none">)(sample::sparse_row)), std::optional<int>>);
}

TEST_CASE("coalesce: has the common type of its operands", "[row][null]") {
    STATIC_REQUIRE(std::same_as<decltype(coalesce(col<"none">, 0.5)(sample::sparse_row)), double>);
    auto const row = make_record<"name">(std::optional<std::string>());
    CHECK(coalesce(col<"name">, "nobody")(row) == "nobody");
    STATIC_REQUIRE(std::same_as<decltype(coalesce(col<"name">, "nobody")(row)), std::string>);
    CHECK_THROWS_AS(coalesce(col<"none">, -1, 5U)(sample::sparse_row), overflow_error);
}

TEST_CASE("coalesce: does not evaluate what stands behind the value it gives", "[row][null]") {
    CHECK(coalesce(col<"b">, 1 / (col<"a"> - 6))(sample::sparse_row) == 7);
    CHECK_THROWS_AS(coalesce(col<"none">, 1 / (col<"a"> - 6))(sample::sparse_row), domain_error);
}
