/// Recursive circuits that several tests of fixpoints check.
#pragma once

#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

#include "property/support/operator_law.hpp"

namespace dbsp::test {

/// The transitive closure of some edges, linear in its iterate.
inline constexpr auto closure_of = [](recursion_options how, auto edges) {
    return fixpoint(
        how, [](auto x, auto e) { return distinct(e + join(x, e, on(by_second, by_first), ends)); }, edges);
};

/// The fewest hops from some starts to each node.
inline constexpr auto hops_of = [](recursion_options how, auto edges, auto starts) {
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

} // namespace dbsp::test
