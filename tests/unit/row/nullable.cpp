#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <concepts>
#include <optional>

using namespace dbsp;

TEST_CASE("as_nullable: keeps the values, and what is missing missing", "[row][nullable]") {
    auto const r = as_nullable(sample::sparse_row);
    CHECK(get<"a">(r) == std::optional(6));
    CHECK(get<"b">(r) == std::optional(7));
    CHECK(get<"none">(r) == std::nullopt);
}

TEST_CASE("nullable_row_t: each column becomes optional, once", "[row][nullable]") {
    using expected = record<field<"x", std::optional<int>>, field<"y", std::optional<int>>>;
    STATIC_REQUIRE(std::same_as<nullable_row_t<sample::point>, expected>);
    STATIC_REQUIRE(std::same_as<nullable_row_t<expected>, expected>);
}

TEST_CASE("null_row: has no column present", "[row][nullable]") {
    CHECK(null_row<sample::point>() == nullable_row_t<sample::point>{});
    CHECK(is_null(col<"x">)(null_row<sample::point>()));
}
