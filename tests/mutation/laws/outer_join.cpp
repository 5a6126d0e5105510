/// Outer joins, which are made of joins and antijoins.
#include "../laws.hpp"

#include <dbsp/operator/full_join.hpp>
#include <dbsp/operator/left_join.hpp>
#include <dbsp/operator/right_join.hpp>

using namespace dbsp;
using namespace laws;

namespace {

rows const left_rows = {{{1, 1}, 2}, {{1, 5}, 1}, {{2, 1}, 3}, {{4, 0}, 1}};
rows const right_rows = {{{1, 2}, 5}, {{1, 0}, 1}, {{3, 7}, 2}, {{4, 0}, -1}};

struct pad {
    int by;
    row operator()(const row& x) const { return {x.first, by + x.second}; }
};

void outer_join_laws() {
    auto const match = on(first{}, first{}, ascends{});
    auto const right = right_join(a, b, match, ends{}, pad{20});
    law("right_join", kind::any, right);
    meaning("right_join", right, {{{1, 2}, 10}, {{1, 20}, 1}, {{3, 27}, 2}, {{4, 20}, -1}}, left_rows,
            right_rows);
    meaning("left_join", left_join(a, b, match, ends{}, pad{10}),
            {{{1, 2}, 10}, {{1, 15}, 1}, {{2, 11}, 3}, {{4, 10}, 1}}, left_rows, right_rows);
    meaning(
        "full_join", full_join(a, b, match, ends{}, pad{10}, pad{20}),
        {{{1, 2}, 10}, {{1, 15}, 1}, {{2, 11}, 3}, {{4, 10}, 1}, {{1, 20}, 1}, {{3, 27}, 2}, {{4, 20}, -1}},
        left_rows, right_rows);
}

} // namespace

int main() {
    outer_join_laws();
    return failures == 0 ? 0 : 1;
}
