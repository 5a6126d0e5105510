#include "property/support/rewrite.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/row/print.hpp>
#include <dbsp/row/row.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::push_restrict_rules;

TEST_CASE("push_restrict: operators of one moment", "[pass][rewrite]") {
    auto const& rules = push_restrict_rules;
    check_rule([](auto a, auto b) { return restrict(a + negate(a), b, k); }, rules,
               "plus(restrict keys k(a, b), negate(restrict keys k(a, b)))");
    check_rule([](auto a, auto b) { return restrict(filter(distinct(a) - a, p), b, k); }, rules,
               "filter p(minus(distinct(restrict keys k(a, b)), restrict keys k(a, b)))");
    check_rule([](auto a, auto b) { return restrict(except_distinct(a, positive(a)), b, k); }, rules,
               "except_distinct(restrict keys k(a, b), positive(restrict keys k(a, b)))");
    check_rule([](auto a, auto b) { return restrict(map(a, f), b, k); }, rules,
               "map f(restrict keys k of (f) = k(a, b))");
    check_rule([](auto a, auto b) { return restrict(semijoin(a, b, on(k, k)), b, q_key); }, rules,
               "semijoin k = k(restrict keys second(a, b), b)");
    check_rule([](auto a, auto b) { return restrict(antijoin(a, b, on(k, k)), b, q_key); }, rules,
               "antijoin k = k(restrict keys second(a, b), b)");
}

TEST_CASE("push_restrict: one side of a join", "[pass][rewrite]") {
    auto const& rules = push_restrict_rules;
    check_static_rule<row, row>(
        [](auto a, auto b) { return restrict(join(a, b, on(k, k)), b, on_first(f), k); }, rules,
        "join k = k(restrict keys f = k(a, b), b)");
    check_static_rule<row, row>([](auto a, auto b) { return restrict(product(a, b), a, on_second(k), k); },
                                rules, "product(a, restrict keys k(b, a))");
    check_static_rule<left_row, right_row>(
        [](auto a, auto b) {
            auto const pairs = join(map(a, identity_fn{}), map(b, identity_fn{}), on(col<"id">, col<"ref">));
            return restrict(pairs, b, key(as<"x">(col<"m">)), key(as<"x">(col<"m">)));
        },
        rules, R"(join "id" = "ref"(map row(a), map row(restrict keys "m"(b, b))))");
}

TEST_CASE("push_restrict: the side that an outer join keeps", "[pass][rewrite]") {
    check_static_rule<left_row, right_row>(
        [](auto a, auto b) {
            return restrict(left_join(a, b, on(col<"id">, col<"ref">)), b, key(col<"n">),
                            key(as<"n">(col<"m">)));
        },
        push_restrict_rules, R"(left_join "id" = "ref"(restrict keys "n" = "m"(a, b), b))");
}

TEST_CASE("push_restrict: stays above a join whose rows can't be looked into", "[pass][rewrite]") {
    check_untouched([](auto a, auto b) { return restrict(join(a, b, on(k, k), add), b, k); },
                    push_restrict_rules);
}

TEST_CASE("push_restrict: groups", "[pass][rewrite]") {
    auto const bag = multiplicity::bag;
    check_static_rule<row, row>(
        [](auto a, auto b) {
            return restrict(aggregate(group_by(a, k), count()), b, on_first(identity_fn{}), k);
        },
        push_restrict_rules, "aggregate by k: count()(restrict keys row of (k) = k(a, b))", bag);
    check_static_rule<left_row, right_row>(
        [](auto a, auto b) {
            auto const counts = aggregate(group_by(a, key(col<"n">)), count());
            return restrict(counts, b, key(col<"n">), key(as<"n">(col<"m">)));
        },
        push_restrict_rules, R"(aggregate by "n": count()(restrict keys "n" = "m"(a, b)))", bag);
    check_static_rule<left_row, right_row>(
        [](auto a, auto b) {
            auto const counts = aggregate(group_by(a, key(col<"n">)), count());
            return restrict(counts, b, key(as<"m">(col<"count">)),
                            key(as<"m">(cast<std::int64_t>(col<"m">))));
        },
        push_restrict_rules,
        R"(restrict keys "count" = CAST("m" AS bigint)(aggregate by "n": count()(a), b))", bag);
}

TEST_CASE("push_restrict: operators over time", "[pass][rewrite]") {
    auto const& rules = push_restrict_rules;
    check_rule([](auto a, auto b) { return restrict(integrate(map(a, f)), b, k); }, rules,
               "map f(restrict keys k of (f) = k(integrate(a), b))");
    check_rule([](auto a, auto b) { return restrict(delay(distinct(a)), b, k); }, rules,
               "distinct(restrict keys k(delay(a), b))");
    check_rule([](auto a, auto b) { return restrict(delay(integrate(filter(a, p))), b, k); }, rules,
               "filter p(restrict keys k(delay(integrate(a)), b))");
    check_rule([](auto a, auto b) { return restrict(differentiate(a - delay(a)), b, k); }, rules,
               "minus(restrict keys k(differentiate(a), b), restrict keys k(differentiate(delay(a)), b))");
    check_static_rule<row, row>(
        [](auto a, auto b) {
            return restrict(delay(aggregate(group_by(a, k), count())), b, on_first(identity_fn{}), k);
        },
        rules, "aggregate by k: count()(restrict keys row of (k) = k(delay(a), b))", multiplicity::bag);
}

TEST_CASE("push_restrict: stays above what remembers other moments", "[pass][rewrite]") {
    check_untouched([](auto a, auto b) { return restrict(integrate(a), b, k); }, push_restrict_rules);
    check_untouched([](auto a, auto b) { return restrict(delay(a), b, k); }, push_restrict_rules);
    check_untouched([](auto a, auto b) { return restrict(differentiate(a), b, k); }, push_restrict_rules);
    check_untouched([](auto a, auto b) { return restrict(integrate(distinct(a)), b, k); },
                    push_restrict_rules);

    // A row that came when its key was not touched.
    auto const a = source<row>("a");
    auto const b = source<row>("b");
    two_streams<row> const in{{{{{1, 0}, 1}}, {}}, {{}, {{{1, 5}, 1}}}};
    CHECK(outputs(restrict(integrate(a), b, k), in).back() == zset<row>{{{1, 0}, 1}});
    CHECK(outputs(integrate(restrict(a, b, k)), in).back() == zset<row>{});
    CHECK(outputs(restrict(delay(a), b, k), in).back() == zset<row>{{{1, 0}, 1}});
    CHECK(outputs(delay(restrict(a, b, k)), in).back() == zset<row>{});
}

TEST_CASE("push_restrict: integrate and distinct do not change places", "[pass][rewrite]") {
    auto const a = source<row>("a");
    two_streams<row> const in{{{{{1, 0}, 1}}, {}}, {{{{1, 0}, 1}}, {}}};
    CHECK(outputs(integrate(distinct(a)), in) != outputs(distinct(integrate(a)), in));
}
