#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;

TEST_CASE("as: a named expression has the value of the expression", "[row][as]") {
    CHECK(as<"next">(col<"x"> + 1)(sample::point{1, 2}) == 2);
    CHECK(as<"word">("text")(sample::point{1, 2}) == "text");
}

TEST_CASE("as: prints the name behind the expression", "[row][as]") {
    CHECK(print(as<"double">(col<"amount"> * 2)) == R"("amount" * 2 AS "double")");
    CHECK(print(as<"b">(col<"a">)) == R"("a" AS "b")");
}
