#include "property/support/rewrite.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/pass/incrementalize.hpp>
#include <dbsp/pass/recompute.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::all_rules;

TEST_CASE("simplify: rules work together", "[pass][simplify]") {
    check_rule([](auto a, auto b) { return distinct(filter(distinct(a), p)) - filter(negate(b), q); },
               all_rules, "plus(distinct(filter p(a)), filter q(b))");
    check_rule([](auto a, auto) { return recompute(filter(map(a, f), p)); }, all_rules,
               "map f(filter p of (f)(a))");
    check_rule([](auto a, auto b) { return filter(distinct(map(distinct(a), identity_fn{})), p) + b; },
               all_rules, "plus(distinct(filter p(a)), b)");
}

TEST_CASE("simplify: a run-time circuit that is simple stays the same piece", "[pass][simplify]") {
    check_untouched([](auto a, auto b) { return join(filter(a, p), distinct(b), on(k, k), add); }, all_rules);
    check_untouched(
        [](auto a, auto) { return fixpoint([](auto x, auto in) { return distinct(x + in); }, a); },
        all_rules);
}

TEST_CASE("simplify: twice is once", "[pass][simplify]") {
    auto const build = [](auto a, auto b) {
        auto const part = share(distinct(filter(distinct(map(a, f)), p)));
        return filter(incrementalize(semijoin(part, part + b, on(k, k))), q);
    };
    auto const fixed = simplify(build(source<row>("a"), source<row>("b")));
    CHECK(formula(simplify(fixed)) == formula(fixed));
    auto const built =
        simplified(build(source<dynamic>("a"), source<dynamic>("b")), all_rules, unknown_sources{});
    CHECK(simplified(built, all_rules, unknown_sources{}).identity() == built.identity());
}

TEST_CASE("simplify: what occurs in many places is done once", "[pass][simplify]") {
    auto part = source<dynamic>("a");
    for (int i = 0; i < 60; ++i) { part = part + negate(negate(part)); } // 2^60 paths
    auto const graph = graph_of(simplified(part, all_rules, unknown_sources{}));
    CHECK(graph.vertices.size() == 61);
}

namespace {
/// A rule that undoes itself.
struct swap_sides {
    template <any_circuit A, any_circuit B, class Context>
    auto operator()(const node<op::plus, A, B>& n, const Context&) const {
        return plus(rewrite::input<1>(n), rewrite::input<0>(n));
    }
};
} // namespace

TEST_CASE("simplify: rules without end are given up", "[pass][simplify]") {
    auto const c = source<circuit<functions<int>>>("a") + source<circuit<functions<int>>>("b");
    CHECK(graph_of(simplify(c, rewrite::rule_set<swap_sides>{})).count("plus") == 1);
}
