/// Recursion: joins and pointwise operators in a fixpoint.
#include "../laws.hpp"

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>

using namespace dbsp;
using namespace laws;

namespace {

void fixpoint_laws() {
    auto const paths = fixpoint(
        iteration_budget{100},
        [](auto path, auto edges, auto starts) {
            return distinct(plus(starts, join(path, edges, on(second{}, first{}), ends{})));
        },
        a, b);
    law("transitive closure", kind::bag, paths);
    auto const out = outputs(engine(paths), {{{{{1, 2}, 2}, {{2, 3}, 1}, {{4, 5}, 1}}, {{{0, 1}, 3}}}});
    require(out.front() == rows{{{0, 1}, 1}, {{0, 2}, 1}, {{0, 3}, 1}}, "paths");
}

} // namespace

int main() {
    fixpoint_laws();
    return failures == 0 ? 0 : 1;
}
