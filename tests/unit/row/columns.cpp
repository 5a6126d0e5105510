#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;

TEST_CASE("columns: is the selection of columns as they are", "[row][columns]") {
    STATIC_REQUIRE(columns<"y", "x">(sample::point{1, 2}) == make_record<"y", "x">(2, 1));
    STATIC_REQUIRE(std::same_as<std::remove_const_t<decltype(columns<"x">)>, decltype(select(col<"x">))>);
    CHECK(print(columns<"y", "x">) == R"("y", "x")");
}
