#include "property/support/rewrite.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/row/comparison.hpp>
#include <dbsp/row/print.hpp>
#include <dbsp/row/row.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::push_filter_rules;

TEST_CASE("push_filter: filters", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return filter(filter(a, p), q); }, push_filter_rules,
               "filter (p) AND (q)(a)");
    check_rule([](auto a, auto b) { return filter(filter(a + b, p), q); }, push_filter_rules,
               "plus(filter (p) AND (q)(a), filter (p) AND (q)(b))");
}

TEST_CASE("push_filter: the outer of two filters sees only what the inner lets through", "[pass][rewrite]") {
    auto const guard = labelled("not 0", [](const row& r) { return r.first != 0; });
    auto const partial = labelled("12 / x > 4", [](const row& r) {
        if (r.first == 0) { throw domain_error("division by zero"); }
        return 12 / r.first > 4;
    });
    check_rule([&](auto a, auto) { return filter(filter(a, guard), partial); }, push_filter_rules,
               "filter (not 0) AND (12 / x > 4)(a)");
}

TEST_CASE("push_filter: row-wise operators", "[pass][rewrite]") {
    auto const& rules = push_filter_rules;
    check_rule([](auto a, auto b) { return filter(a - b, p); }, rules, "minus(filter p(a), filter p(b))");
    check_rule([](auto a, auto) { return filter(negate(distinct(a)), p); }, rules,
               "negate(distinct(filter p(a)))");
    check_rule([](auto a, auto) { return filter(positive(support(a)), p); }, rules,
               "positive(support(filter p(a)))");
    check_rule([](auto a, auto b) { return filter(union_distinct(a, b), p); }, rules,
               "union_distinct(filter p(a), filter p(b))");
    check_rule([](auto a, auto b) { return filter(intersect_distinct(a, b), p); }, rules,
               "intersect_distinct(filter p(a), filter p(b))");
    check_rule([](auto a, auto b) { return filter(intersect_all(a, b), p); }, rules,
               "intersect_all(filter p(a), filter p(b))");
    check_rule([](auto a, auto b) { return filter(except_distinct(a, b), p); }, rules,
               "except_distinct(filter p(a), filter p(b))");
    check_rule([](auto a, auto b) { return filter(except_all(a, b), p); }, rules,
               "except_all(filter p(a), filter p(b))");
    check_rule([](auto a, auto) { return filter(delay(integrate(differentiate(a))), p); }, rules,
               "delay(integrate(differentiate(filter p(a))))");
}

TEST_CASE("push_filter: map", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return filter(map(a, f), p); }, push_filter_rules,
               "map f(filter p of (f)(a))");
    check_rule([](auto a, auto) { return filter(map(distinct(map(a, f)), f), p); }, push_filter_rules,
               "map f(distinct(map f(filter p of (f) of (f)(a))))");
}

TEST_CASE("push_filter: semijoin", "[pass][rewrite]") {
    check_rule([](auto a, auto b) { return filter(semijoin(a, b, on(k, k)), q); }, push_filter_rules,
               "semijoin k = k(filter q(a), b)");
    check_rule([](auto a, auto b) { return filter(antijoin(a, b, on(k, k)), q); }, push_filter_rules,
               "antijoin k = k(filter q(a), b)");
}

TEST_CASE("push_filter: a filter below the right side of a semijoin would mean something else",
          "[pass][rewrite]") {
    auto const a = source<row>("a");
    auto const b = source<row>("b");
    two_streams<row> const in{{{{{1, 0}, 1}}, {{{1, 2}, 1}}}};
    CHECK(outputs(filter(semijoin(a, b, on(k, k)), q), in) !=
          outputs(semijoin(a, filter(b, q), on(k, k)), in));
}

TEST_CASE("push_filter: stays above what is used elsewhere", "[pass][rewrite]") {
    check_untouched(
        [](auto a, auto) {
            auto const part = share(distinct(a));
            return filter(part, p) - part;
        },
        push_filter_rules);
}

TEST_CASE("push_filter: into the body of a fixpoint it does not go", "[pass][rewrite]") {
    check_untouched(
        [](auto a, auto) {
            return filter(fixpoint([](auto reached, auto in) { return distinct(reached + in); }, a), p);
        },
        push_filter_rules);
}
