#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/fixpoint.hpp>

#include "unit/support/pairs.hpp"

namespace dbsp::test {

TEST_CASE("fixpoint: two levels in a static circuit", "[operator][fixpoint]") {
    auto const nested = fixpoint(
        [](auto x, auto a, auto b) {
            auto const inner = fixpoint(
                [](auto y, auto start) {
                    return distinct(start + join(y, start, on(second_of, first_of), ends_of));
                },
                x);
            return distinct(a + join(inner, b, on(second_of, first_of), ends_of));
        },
        source<row>("a"), source<row>("b"));
    check_two<row, row>(nested,
                        {{{{{1, 2}, 1}, {{3, 4}, 1}}, {{{2, 3}, 1}}, {{{1, 2}, 1}, {{3, 4}, 1}, {{1, 3}, 1}}},
                         {{}, {{{4, 5}, 1}}, {{{3, 5}, 1}, {{1, 5}, 1}}},
                         {{{{3, 4}, -1}}, {}, {{{3, 4}, -1}, {{3, 5}, -1}, {{1, 5}, -1}}}});
}

} // namespace dbsp::test
