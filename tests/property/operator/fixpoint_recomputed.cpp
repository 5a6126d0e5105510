/// Fixpoints that may be recomputed in place of following their changes: the same results, steps that fail and snapshots included.

#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include "property/support/operator_law.hpp"

#include <catch2/catch_test_macros.hpp>

namespace dbsp::test {

namespace {
constexpr recursion_options either_way{.recompute_when_cheaper = true};

constexpr auto closure_of = [](recursion_options how, auto edges) {
    return fixpoint(
        how, [](auto x, auto e) { return distinct(e + join(x, e, on(by_second, by_first), ends)); }, edges);
};
constexpr auto hops_of = [](recursion_options how, auto edges, auto starts) {
    return fixpoint(
        how,
        [](auto x, auto e, auto s) {
            auto further = join(x, e, on(by_first, by_first), [](const row& at, const row& edge) {
                return row{edge.second, at.second + 1};
            });
            return (map(s, by_first) + further) | group_by(by_first) |
                   aggregate_as([](const row& k, int hops) { return row{k.first, hops}; },
                                min([](const row& r) { return r.second; }));
        },
        edges, starts);
};
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
