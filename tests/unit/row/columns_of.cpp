#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <string_view>

using namespace dbsp;
using namespace std::string_view_literals;

TEST_CASE("columns_of: each column once, in the order of first appearance", "[row][columns_of]") {
    constexpr auto e = col<"b"> + col<"a"> > col<"b"> && is_null(col<"c">);
    STATIC_REQUIRE(columns_of<decltype(e)> == std::array{"b"sv, "a"sv, "c"sv});
    STATIC_REQUIRE(columns_of<const column<"a">&> == std::array{"a"sv});
    STATIC_REQUIRE(columns_of<literal<int>>.empty());
}

TEST_CASE("columns_of: looks into named expressions, selections and keys", "[row][columns_of]") {
    STATIC_REQUIRE(columns_of<decltype(as<"x">(col<"a"> + 1))> == std::array{"a"sv});
    STATIC_REQUIRE(columns_of<decltype(select(col<"b">, as<"x">(col<"a"> + col<"b">)))> ==
                   std::array{"b"sv, "a"sv});
    STATIC_REQUIRE(columns_of<decltype(key(col<"b">, col<"a">))> == std::array{"b"sv, "a"sv});
    STATIC_REQUIRE(columns_of<decltype(key())>.empty());
}
