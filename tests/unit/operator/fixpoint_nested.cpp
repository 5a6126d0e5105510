#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/fixpoint.hpp>

#include "unit/support/steps.hpp"

namespace dbsp::test {

namespace {
constexpr auto first = [](const row& r) { return r.first; };
constexpr auto second = [](const row& r) { return r.second; };
constexpr auto ends = [](const row& a, const row& b) { return row{a.first, b.second}; };
} // namespace

TEST_CASE("fixpoint: two levels in a static circuit", "[operator][fixpoint]") {
    auto const nested = fixpoint(
        [](auto x, auto a, auto b) {
            auto const inner = fixpoint(
                [](auto y, auto start) { return distinct(start + join(y, start, on(second, first), ends)); },
                x);
            return distinct(a + join(inner, b, on(second, first), ends));
        },
        source<row>("a"), source<row>("b"));
    check_two<row, row>(nested,
                        {{{{{1, 2}, 1}, {{3, 4}, 1}}, {{{2, 3}, 1}}, {{{1, 2}, 1}, {{3, 4}, 1}, {{1, 3}, 1}}},
                         {{}, {{{4, 5}, 1}}, {{{3, 5}, 1}, {{1, 5}, 1}}},
                         {{{{3, 4}, -1}}, {}, {{{3, 4}, -1}, {{3, 5}, -1}, {{1, 5}, -1}}}});
}

} // namespace dbsp::test
