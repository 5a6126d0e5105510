#include "property/support/rewrite.hpp"

#include <dbsp/pass/recompute.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::cancel_rules;

TEST_CASE("cancel: D after I", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return differentiate(integrate(a)); }, cancel_rules, "a");
    check_rule([](auto a, auto) { return differentiate(share(integrate(map(a, f)))); }, cancel_rules,
               "map f(a)");
    check_rule([](auto a, auto b) { return recompute(map(a, f) - delay(filter(b, p))); }, cancel_rules,
               "minus(map f(a), delay(filter p(b)))");
}

TEST_CASE("cancel: a D stays where an input is not integrated, or f is not linear", "[pass][rewrite]") {
    check_untouched([](auto a, auto) { return differentiate(a); }, cancel_rules);
    check_untouched([](auto a, auto b) { return differentiate(integrate(a) + b); }, cancel_rules);
    check_untouched([](auto a, auto) { return differentiate(distinct(integrate(a))); }, cancel_rules);

    // D(distinct(I(a))) != distinct(a): a row that comes twice.
    auto const twice = two_streams<row>{{zset<row>{{{1, 1}, 1}}, {}}, {zset<row>{{{1, 1}, 1}}, {}}};
    CHECK(outputs(differentiate(distinct(integrate(source<row>("a")))), twice).back() == zset<row>{});
    CHECK(outputs(distinct(source<row>("a")), twice).back() == zset<row>{{{1, 1}, 1}});
}

TEST_CASE("cancel: D does not take apart what is used elsewhere", "[pass][rewrite]") {
    check_untouched(
        [](auto a, auto) {
            auto const state = share(map(integrate(a), f));
            return differentiate(state) + delay(state);
        },
        cancel_rules);
}

TEST_CASE("cancel: D and I of different clocks stay", "[pass][rewrite]") {
    auto const build = [](int outer) {
        auto const loop = [&](auto x, auto in) {
            return distinct(x + differentiate(integrate(in, outer), 0));
        };
        return fixpoint(loop, source<dynamic>("a"));
    };
    CHECK(formula(simplified(build(0), cancel_rules, unknown_sources{})) ==
          "fixpoint no. 1(a; distinct(plus(variable, import input 0)))");
    CHECK(formula(simplified(build(1), cancel_rules, unknown_sources{})) ==
          "fixpoint no. 1(a; distinct(plus(variable, differentiate(integrate clock 1(import input 0)))))");
}

TEST_CASE("cancel: in the body of a static fixpoint clocks are not known", "[pass][rewrite]") {
    auto const loop = [](auto x, auto in) { return distinct(x + differentiate(integrate(in, 1), 0)); };
    auto const c = fixpoint(loop, source<row>("a"));
    CHECK(formula(simplify(c, cancel_rules)) == formula(c));
}

TEST_CASE("cancel: I after D", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return integrate(differentiate(a)); }, cancel_rules, "a");
    check_rule([](auto a, auto) { return integrate(differentiate(integrate(differentiate(a)))); },
               cancel_rules, "a");
    check_untouched([](auto a, auto) { return integrate(map(differentiate(a), f)); }, cancel_rules);
}

TEST_CASE("cancel: negations", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return negate(negate(a)); }, cancel_rules, "a");
    check_rule([](auto a, auto) { return negate(negate(negate(a))); }, cancel_rules, "negate(a)");
    check_rule([](auto a, auto b) { return a + negate(b); }, cancel_rules, "minus(a, b)");
    check_rule([](auto a, auto b) { return negate(a) + b; }, cancel_rules, "minus(b, a)");
    check_rule([](auto a, auto b) { return a - negate(b); }, cancel_rules, "plus(a, b)");
    check_rule([](auto a, auto b) { return negate(a - b); }, cancel_rules, "minus(b, a)");
    check_rule([](auto a, auto b) { return a - negate(negate(negate(b) + a)); }, cancel_rules,
               "minus(a, minus(a, b))");
    check_untouched([](auto a, auto b) { return negate(a) - b; }, cancel_rules);
    check_untouched([](auto a, auto b) { return negate(distinct(negate(a + b))); }, cancel_rules);
}

TEST_CASE("cancel: map of the identity", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return distinct(map(a, identity_fn{})); }, cancel_rules, "distinct(a)");
    check_untouched([](auto a, auto) { return map(a, labelled("row", [](const auto& x) { return x; })); },
                    cancel_rules);
}

TEST_CASE("cancel: shared parts stay shared", "[pass][rewrite]") {
    check_rule(
        [](auto a, auto b) {
            auto const part = share(distinct(negate(negate(a)) + b));
            return part + filter(part, p);
        },
        cancel_rules, "plus(#1 distinct(plus(a, b)), filter p(#1))");
}
