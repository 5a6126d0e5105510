/// Fixpoints that may be recomputed in place of following their changes: the same results, steps that fail and snapshots included.

#include "property/support/recursive_circuits.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr recursion_options either_way{.recompute_when_cheaper = true};
} // namespace

TEST_CASE("fixpoint: recomputed where that is less work, transitive closure", "[operator][fixpoint]") {
    check_operator("transitive closure, either way", bags<row>(),
                   [](auto edges) { return closure_of(either_way, edges); });
    check_dynamic_operator("closure over a closure, either way", bags<row>(3),
                           [](auto edges) { return closure_of(either_way, closure_of(either_way, edges)); });
}

TEST_CASE("fixpoint: recomputed where that is less work, groups and two inputs", "[operator][fixpoint]") {
    check_static_operator("hops, either way", bags<row, row>(),
                          [](auto edges, auto starts) { return hops_of(either_way, edges, starts); });
}

TEST_CASE("fixpoint: recomputed with another one in its body", "[operator][fixpoint]") {
    check_static_operator("nested, either way", bags<row>(3), [](auto edges) {
        return fixpoint<row>(
            either_way, [](auto x, auto e) { return distinct(closure_of(either_way, distinct(x + e)) + e); },
            edges);
    });
}

} // namespace dbsp::test
