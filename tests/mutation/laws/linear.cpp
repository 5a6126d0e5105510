/// Weights, Z-sets, linear operators, and streams.
#include "../laws.hpp"

#include <dbsp/operator/delay.hpp>
#include <dbsp/operator/differentiate.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/flat_map.hpp>
#include <dbsp/operator/integrate.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/negate.hpp>

using namespace dbsp;
using namespace laws;

namespace {

void value_laws() {
    rows many;
    for (int i = 0; i < 100; ++i) { many.add({i, i}, 1); }
    for (int i = 0; i < 100; i += 2) { many.add({i, i}, -1); }
    require(many.size() == 50, "zset: entries of weight zero go");
    bool found = true;
    for (int i = 0; i < 100; ++i) { found = found && many[{i, i}] == default_weight(i % 2); }
    require(found, "zset: entries are found where they are");
    require(many - many == rows{} && many + many != many && -(-many) == many, "zset: a group");
    require(rows{{{1, 1}, 1}, {{1, 1}, 2}} == rows{{{1, 1}, 3}}, "zset: weights add up");
    using small = checked<std::int8_t>;
    throws<overflow_error>("checked: +", [] { small(100) + small(100); });
    throws<overflow_error>("checked: -", [] { small(-100) - small(100); });
    throws<overflow_error>("checked: *", [] { small(100) * small(2); });
    throws<overflow_error>("checked: negation", [] { -small(-128); });
}

void linear_laws() {
    struct rises {
        bool operator()(const row& x) const { return x.first <= x.second; }
    };
    struct both_ways {
        std::vector<row> operator()(const row& x) const { return {x, {x.second, x.first}}; }
    };
    struct halve {
        row operator()(const row& x) const { return {x.first, x.second / 2}; }
    };
    auto const kept = filter(a, rises{});
    auto const twice = flat_map(negate(b), both_ways{});
    auto const halves = map(b, halve{});
    law("linear", kind::any, minus(minus(kept, twice), halves));
    meaning("filter", kept, {{{1, 1}, 2}}, rows{{{1, 1}, 2}, {{1, 0}, 3}});
    meaning("flat_map", twice, {{{1, 2}, 3}, {{2, 1}, 3}}, rows{{{1, 2}, 3}});
    meaning("map", halves, {{{1, 1}, 5}}, rows{{{1, 2}, 2}, {{1, 3}, 3}});
    meaning("negate", negate(a), {{{1, 2}, -3}}, rows{{{1, 2}, 3}});
    meaning("minus", minus(a, b), {{{1, 2}, 2}, {{3, 4}, -1}}, rows{{{1, 2}, 3}},
            rows{{{1, 2}, 1}, {{3, 4}, 1}});
}

void time_laws() {
    auto const circuit = plus(delay(integrate(a)), differentiate(b));
    law("delay, integrate, differentiate", kind::any, circuit, steps::small);
    auto const out =
        outputs(evaluator(circuit), {{{{{1, 1}, 1}}, {{{2, 2}, 1}}}, {{{{1, 1}, 1}}, {}}, {{}, {}}});
    require(out == std::vector<rows>{{{{2, 2}, 1}}, {{{1, 1}, 1}, {{2, 2}, -1}}, {{{1, 1}, 2}}}, "streams");
}

} // namespace

int main() {
    value_laws();
    linear_laws();
    time_laws();
    return failures == 0 ? 0 : 1;
}
