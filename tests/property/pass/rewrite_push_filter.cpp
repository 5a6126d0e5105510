#include "property/support/rewrite.hpp"

#include <dbsp/aggregate/count.hpp>
#include <dbsp/row/comparison.hpp>
#include <dbsp/row/print.hpp>
#include <dbsp/row/row.hpp>

using namespace dbsp;
using namespace dbsp::test;
using rewrite::push_filter_rules;

namespace {
auto const by_id = on(col<"id">, col<"ref">);
} // namespace

TEST_CASE("push_filter: filters", "[pass][rewrite]") {
    check_rule([](auto a, auto) { return filter(filter(a, p), q); }, push_filter_rules,
               "filter (p) AND (q)(a)");
    check_rule([](auto a, auto b) { return filter(filter(a + b, p), q); }, push_filter_rules,
               "plus(filter (p) AND (q)(a), filter (p) AND (q)(b))");
}

TEST_CASE("push_filter: the outer of two filters sees only what the inner lets through", "[pass][rewrite]") {
    auto const guard = labelled("not 0", [](const row& x) { return x.first != 0; });
    auto const partial = labelled("12 / x > 4", [](const row& x) {
        if (x.first == 0) { throw domain_error("division by zero"); }
        return 12 / x.first > 4;
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

TEST_CASE("push_filter: one side of a join of pairs", "[pass][rewrite]") {
    auto const on_keys = on(k, k);
    auto const check = [](const auto& build, const std::string& expected) {
        check_static_rule<row, row>(build, push_filter_rules, expected);
    };
    check([&](auto a, auto b) { return filter(join(a, b, on_keys), on_first(p)); },
          "join k = k(filter p(a), b)");
    check([&](auto a, auto b) { return filter(join(a, b, on_keys), on_second(q)); },
          "join k = k(a, filter q(b))");
    check([&](auto a, auto b) { return filter(product(a, b), on_second(q)); }, "product(a, filter q(b))");
}

TEST_CASE("push_filter: one side of a join of records", "[pass][rewrite]") {
    auto const check = [](const auto& build, const std::string& expected) {
        check_static_rule<left_row, right_row>(build, push_filter_rules, expected);
    };
    check([](auto a, auto b) { return filter(join(a, b, by_id), col<"n"> > 1); },
          R"(join "id" = "ref"(filter "n" > 1(a), b))");
    check([](auto a, auto b) { return filter(join(a, b, by_id), col<"m"> == col<"ref">); },
          R"(join "id" = "ref"(a, filter "m" = "ref"(b)))");
    check([](auto a, auto b) { return filter(filter(product(a, b), col<"m"> > 1), col<"n"> > 1); },
          R"(product(filter "n" > 1(a), filter "m" > 1(b)))");
}

TEST_CASE("push_filter: the side that an outer join keeps", "[pass][rewrite]") {
    auto const check = [](const auto& build, const std::string& expected) {
        check_static_rule<left_row, right_row>(build, push_filter_rules, expected);
    };
    check([](auto a, auto b) { return filter(left_join(a, b, by_id), col<"n"> > 1); },
          R"(left_join "id" = "ref"(filter "n" > 1(a), b))");
    check([](auto a, auto b) { return filter(right_join(a, b, by_id), col<"m"> > 1); },
          R"(right_join "id" = "ref"(a, filter "m" > 1(b)))");
    check([](auto a, auto b) { return filter(left_join(a, b, by_id), col<"m"> > 1); },
          R"(filter "m" > 1(left_join "id" = "ref"(a, b)))");
    check([](auto a, auto b) { return filter(right_join(a, b, by_id), col<"n"> > 1); },
          R"(filter "n" > 1(right_join "id" = "ref"(a, b)))");
    check([](auto a, auto b) { return filter(full_join(a, b, by_id), col<"n"> > 1); },
          R"(filter "n" > 1(full_join "id" = "ref"(a, b)))");

    auto const a = source<left_row>("a");
    auto const b = source<right_row>("b");
    two_streams<left_row, right_row> const in{{{{left_row(0, 0), 1}}, {{right_row(0, 0), 1}}}};
    CHECK(outputs(filter(left_join(a, b, by_id), col<"m"> > 1), in) !=
          outputs(left_join(a, filter(b, col<"m"> > 1), by_id), in));
}

TEST_CASE("push_filter: stays where it looks at both sides, or can't be looked into", "[pass][rewrite]") {
    check_untouched([](auto a, auto b) { return filter(join(a, b, on(k, k), add), p); }, push_filter_rules);
    check_static_rule<left_row, right_row>(
        [](auto a, auto b) { return filter(join(a, b, by_id), col<"m"> > col<"n">); }, push_filter_rules,
        R"(filter "m" > "n"(join "id" = "ref"(a, b)))");
    auto const renamed = [](const left_row& x, const right_row& y) {
        return left_row(get<"m">(y), get<"n">(x));
    };
    check_static_rule<left_row, right_row>(
        [&](auto a, auto b) { return filter(join(a, b, by_id, renamed), col<"id"> > 1); }, push_filter_rules,
        R"(filter "id" > 1(join "id" = "ref"(a, b)))");

    // "id" of the result is not "id" of the left side: it stands for "m".
    auto const a = source<left_row>("a");
    auto const b = source<right_row>("b");
    two_streams<left_row, right_row> const in{{{{left_row(2, 0), 1}}, {{right_row(2, 0), 1}}}};
    CHECK(outputs(filter(join(a, b, by_id, renamed), col<"id"> > 1), in) !=
          outputs(join(filter(a, col<"id"> > 1), b, by_id, renamed), in));
}

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
        [](auto a, auto) { return filter(fixpoint([](auto x, auto in) { return distinct(x + in); }, a), p); },
        push_filter_rules);
}
