#include <dbsp/aggregate/ordered_bag.hpp>

#include <catch2/catch_test_macros.hpp>

using dbsp::default_weight;
using bag = dbsp::detail::ordered_bag<int, default_weight>;

TEST_CASE("ordered_bag: a negative weight is reported while it is there, and not after",
          "[aggregate][ordered_bag]") {
    bag values;
    values.add(1, 1);
    CHECK_NOTHROW(values.require_bag("min"));
    values.add(2, -1);
    CHECK_THROWS_AS(values.require_bag("min"), dbsp::negative_weight_error);
    values.add(2, 2);
    CHECK_NOTHROW(values.require_bag("min"));
    values.add(1, -3);
    values.add(1, 2); // back to zero: the entry goes
    CHECK_NOTHROW(values.require_bag("min"));
    CHECK(values.size() == 1);
}

TEST_CASE("ordered_bag: the count of negative entries returns to zero", "[aggregate][ordered_bag]") {
    bag values;
    values.add(7, -1);
    CHECK(values.negative_entries() == 1);
    values.add(7, 1);
    CHECK(values.negative_entries() == 0);
    CHECK(values.empty());
}
