#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;

TEST_CASE("between: includes both bounds", "[row][between]") {
    CHECK(between(col<"a">, 6, 7)(sample::sparse_row));
    CHECK(between(col<"a">, 5, 6)(sample::sparse_row));
    CHECK(!between(col<"a">, 7, 5)(sample::sparse_row));
    CHECK(between(col<"name">, "A", "B")(sample::person{1, "Ada"}));
}

TEST_CASE("between: one bound alone may decide", "[row][between]") {
    CHECK(between(col<"a">, 7, col<"none">)(sample::sparse_row) == std::optional(false));
    CHECK(between(col<"a">, 6, col<"none">)(sample::sparse_row) == std::nullopt);
    CHECK(between(col<"none">, 1, 2)(sample::sparse_row) == std::nullopt);
}
