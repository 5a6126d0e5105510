#include "property/support/simplify_incremental.hpp"

using namespace dbsp;
using namespace dbsp::test;

TEST_CASE("simplify: incremental circuits of recursion", "[pass][simplify]") {
    auto const reach = [](auto a, auto b) {
        return fixpoint(
            [](auto x, auto start, auto step) {
                return distinct(filter(distinct(start + join(x, step, on(k, k), add)), capped));
            },
            a, filter(b, p));
    };
    check_incremental("fixpoint", reach, multiplicity::bag); // of both signs it need not settle
}
