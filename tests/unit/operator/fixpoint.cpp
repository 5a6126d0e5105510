#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/circuit/circuit.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/fixpoint.hpp>

#include "unit/support/pairs.hpp"

namespace dbsp::test {

namespace {
constexpr auto closure = [](auto edges) {
    return fixpoint([](auto x, auto e) { return distinct(e + join(x, e, on(second_of, first_of), ends_of)); },
                    edges);
};
} // namespace

TEST_CASE("fixpoint: paths come and go with their edges", "[operator][fixpoint]") {
    check_one<row>(closure(source<row>("a")),
                   {{{{{1, 2}, 1}, {{2, 3}, 1}}, {{{1, 2}, 1}, {{2, 3}, 1}, {{1, 3}, 1}}},
                    {{{{3, 4}, 1}}, {{{3, 4}, 1}, {{2, 4}, 1}, {{1, 4}, 1}}},
                    {{{{2, 3}, -1}}, {{{2, 3}, -1}, {{1, 3}, -1}, {{2, 4}, -1}, {{1, 4}, -1}}}});
}

TEST_CASE("fixpoint: a path with another derivation stays", "[operator][fixpoint]") {
    check_one<row>(closure(source<row>("a")),
                   {{{{{1, 2}, 1}, {{2, 4}, 1}, {{1, 3}, 1}, {{3, 4}, 1}},
                     {{{1, 2}, 1}, {{2, 4}, 1}, {{1, 3}, 1}, {{3, 4}, 1}, {{1, 4}, 1}}},
                    {{{{2, 4}, -1}}, {{{2, 4}, -1}}},
                    {{{{3, 4}, -1}}, {{{3, 4}, -1}, {{1, 4}, -1}}}});
}

TEST_CASE("fixpoint: a cycle does not keep itself alive", "[operator][fixpoint]") {
    check_one<row>(closure(source<row>("a")),
                   {{{{{1, 2}, 1}, {{2, 3}, 1}, {{3, 2}, 1}},
                     {{{1, 2}, 1}, {{1, 3}, 1}, {{2, 2}, 1}, {{2, 3}, 1}, {{3, 2}, 1}, {{3, 3}, 1}}},
                    {{{{1, 2}, -1}}, {{{1, 2}, -1}, {{1, 3}, -1}}},
                    {{{{3, 2}, -1}}, {{{2, 2}, -1}, {{3, 2}, -1}, {{3, 3}, -1}}}});
}

TEST_CASE("fixpoint: the shortest way gets longer when an edge goes", "[operator][fixpoint]") {
    auto const hops = fixpoint<row>(
        [](auto x, auto edges, auto starts) {
            auto const further = join(x, edges, on(first_of, first_of), [](const row& at, const row& edge) {
                return row{edge.second, at.second + 1};
            });
            return aggregate_as(
                group_by(map(starts, [](int i) { return row{i, 0}; }) + further, first_of),
                [](int node, int n) { return row{node, n}; }, min(second_of));
        },
        source<row>("a"), source<int>("b"));
    check_two<row, int>(hops, {{{{{1, 2}, 1}, {{2, 3}, 1}, {{1, 3}, 1}, {{3, 1}, 1}},
                                {{1, 1}},
                                {{{1, 0}, 1}, {{2, 1}, 1}, {{3, 1}, 1}}},
                               {{{{1, 3}, -1}}, {}, {{{3, 1}, -1}, {{3, 2}, 1}}},
                               {{}, {{1, -1}}, {{{1, 0}, -1}, {{2, 1}, -1}, {{3, 2}, -1}}}});
}

} // namespace dbsp::test
