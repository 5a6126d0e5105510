#include "property/support/simplify_incremental.hpp"

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("simplify: incremental circuits of linear operators and distinct", "[pass][simplify]") {
    check_incremental("linear", [](auto a, auto b) { return filter(map(a, f) - negate(b), p); });
    check_incremental("distinct",
                      [](auto a, auto b) { return distinct(filter(distinct(map(a, f) + b), p)); });
    check_incremental("except",
                      [](auto a, auto b) { return except_distinct(map(a, f), distinct(distinct(b))); });
}
