/// Recursion: joins and pointwise operators in a fixpoint.
#include "../paths.hpp"

using namespace dbsp;
using namespace laws;

namespace {

void fixpoint_laws() {
    auto const circuit = paths({.iterations = 100}, ends{});
    law("transitive closure", kind::bag, circuit);
    auto const out = outputs(engine(circuit), {{{{{1, 2}, 2}, {{2, 3}, 1}, {{4, 5}, 1}}, {{{0, 1}, 3}}}});
    require(out.front() == rows{{{0, 1}, 1}, {{0, 2}, 1}, {{0, 3}, 1}}, "paths");
}

} // namespace

int main() {
    fixpoint_laws();
    return failures == 0 ? 0 : 1;
}
