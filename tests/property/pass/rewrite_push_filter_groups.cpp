#include "property/support/rewrite.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/row/comparison.hpp>
#include <dbsp/row/print.hpp>
#include <dbsp/row/row.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::push_filter_rules;

TEST_CASE("push_filter: groups", "[pass][rewrite]") {
    auto const bag = multiplicity::bag;
    check_static_rule<row, row>(
        [](auto a, auto) { return filter(aggregate(group_by(a, k), count()), on_first(p)); },
        push_filter_rules, "aggregate by k: count()(filter p of (k)(a))", bag);
    check_static_rule<left_row, row>(
        [](auto a, auto) { return filter(aggregate(group_by(a, key(col<"n">)), count()), col<"n"> > 1); },
        push_filter_rules, R"(aggregate by "n": count()(filter "n" > 1(a)))", bag);
    check_static_rule<left_row, row>(
        [](auto a, auto) {
            return filter(aggregate(group_by(a, key(as<"k">(col<"n"> / 2))), count()), col<"k"> == 1);
        },
        push_filter_rules, R"(aggregate by "n" / 2: count()(filter "k" = 1 of ("n" / 2)(a)))", bag);
    check_static_rule<left_row, row>(
        [](auto a, auto) { return filter(top_k(group_by(a, key(col<"n">)), 1), col<"n"> > 1); },
        push_filter_rules, R"(top_k by "n": limit 1 order by f(filter "n" > 1(a)))", bag);
}

TEST_CASE("push_filter: stays above groups that it looks into", "[pass][rewrite]") {
    auto const bag = multiplicity::bag;
    check_static_rule<left_row, row>(
        [](auto a, auto) { return filter(aggregate(group_by(a, key(col<"n">)), count()), col<"count"> > 1); },
        push_filter_rules, R"(filter "count" > 1(aggregate by "n": count()(a)))", bag);
    check_static_rule<left_row, row>(
        [](auto a, auto) { return filter(top_k(group_by(a, key(col<"n">)), 1), col<"id"> > 1); },
        push_filter_rules, R"(filter "id" > 1(top_k by "n": limit 1 order by f(a)))", bag);
    check_static_rule<row, row>([](auto a, auto) { return filter(top_k(group_by(a, k), 1), q); },
                                push_filter_rules, "filter q(top_k by k: limit 1 order by f(a))", bag);

    auto const a = source<left_row>("a");
    auto const first_id_above_1 = [&](auto x) { return filter(x, col<"id"> > 1); };
    auto const top = [](auto x) { return top_k(group_by(x, key(col<"n">)), 1); };
    two_streams<left_row, row> const in{{{{left_row(1, 0), 1}, {left_row(2, 0), 1}}, {}}};
    CHECK(outputs(first_id_above_1(top(a)), in) != outputs(top(first_id_above_1(a)), in));
}
