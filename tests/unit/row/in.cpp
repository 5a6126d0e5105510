#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dbsp;

TEST_CASE("in: is true if one candidate is equal", "[row][in]") {
    CHECK(in(col<"a">, 1, 6L, 8U)(sample::sparse_row));
    CHECK(!in(col<"a">, 1, 2)(sample::sparse_row));
    CHECK(in(col<"name">, "Ada", "Bob")(sample::person{1, "Bob"}));
}

TEST_CASE("in: a missing candidate makes a miss unknown, and leaves a hit a hit", "[row][in]") {
    CHECK(in(col<"a">, 1, col<"none">)(sample::sparse_row) == std::nullopt);
    CHECK(in(col<"a">, 6, col<"none">)(sample::sparse_row) == std::optional(true));
    CHECK(in(col<"none">, 1, 2)(sample::sparse_row) == std::nullopt);
}
