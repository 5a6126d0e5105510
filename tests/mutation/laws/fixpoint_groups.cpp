/// Recursion: group-wise operators in a fixpoint.
#include "../laws.hpp"

#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>

using namespace dbsp;
using namespace laws;

namespace {

void group_laws() {
    struct hop {
        row operator()(const row& reached, const row& edge) const {
            return {edge.second, reached.second + 1};
        }
    };
    struct least {
        row operator()(int node, int hops) const { return {node, hops}; }
    };
    auto const hops = fixpoint(
        iteration_budget{100},
        [](auto reached, auto start, auto edges) {
            auto const next = plus(start, join(reached, edges, on(first{}, first{}), hop{}));
            return aggregate_as(group_by(next, first{}), least{}, min(second{}));
        },
        a, b);
    law("fewest hops", kind::bag, hops);
}

} // namespace

int main() {
    group_laws();
    return failures == 0 ? 0 : 1;
}
