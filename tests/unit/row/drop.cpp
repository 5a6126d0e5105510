#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

using dbsp::drop;
using dbsp::make_record;

TEST_CASE("drop: keeps what is not named, in order", "[row][drop]") {
    constexpr auto r = make_record<"a", "b", "c">(1, 2, 3);
    STATIC_REQUIRE(drop<"b">(r) == make_record<"a", "c">(1, 3));
    STATIC_REQUIRE(drop<"c", "a">(r) == make_record<"b">(2));
    STATIC_REQUIRE(drop<"a", "b", "c">(r) == dbsp::record<>{});
    STATIC_REQUIRE(drop<>(r) == r);
}

TEST_CASE("drop: makes a record of an adapted struct", "[row][drop]") {
    CHECK(drop<"x">(sample::point{1, 2}) == make_record<"y">(2));
}
