#include <pgt/circuit/functions.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace pgt;

namespace {
expression column(std::size_t i) { return expression::column(i); }
value number(std::int64_t n) { return n; }
expression sum_of(expression a, expression b) {
    return expression::infix(operation::add, std::move(a), " + ", std::move(b));
}
aggregate_call call(aggregate_kind kind, sql::pattern<> open) {
    return {kind, expression::call(operation::server, {sql::build(open), sql::build(")")}, {column(0)}), {}};
}
} // namespace

TEST_CASE("mapping: one after another is one", "[circuit]") {
    mapping const first({sum_of(column(0), column(1)), column(0)});
    mapping const second({column(1), column(0)});
    row const in{number(2), number(3)};
    CHECK(second.after(first)(in) == second(first(in)));
    CHECK(mapping(dbsp::identity_fn{})(in) == in);
    CHECK(second.after(mapping(dbsp::identity_fn{}))(in) == second(in));
}

TEST_CASE("key: NULL matches nothing in a join, and itself in a group", "[circuit]") {
    key const joining({column(0)});
    key const grouping = dbsp::group_key<key>{joining};
    CHECK_FALSE(joining.matches({value()}));
    CHECK(joining.matches({number(1)}));
    CHECK(grouping.matches({value()}));
}

TEST_CASE("key: of a pair is of one side if it reads only that side", "[circuit]") {
    pairing const pair(2, {column(3), column(0), column(1)});
    CHECK(key({column(0)}).of_side(pair, 1)->columns() == std::vector{column(1)});
    CHECK(key({column(1), column(2)}).of_side(pair, 0)->columns() == std::vector{column(0), column(1)});
    CHECK_FALSE(key({column(0)}).of_side(pair, 0));
    CHECK_FALSE(key({column(0), column(1)}).of_side(pair, 1));
}

TEST_CASE("key: of a group reads the group's key only", "[circuit]") {
    key const group({column(4), column(2)}, true);
    group_function const fn(std::vector<aggregate_call>{});
    CHECK(key({column(1)}).of_group(group, fn));
    CHECK_FALSE(key({column(2)}).of_group(group, fn));
}

TEST_CASE("pair_condition: seen from the other side it holds of the same pairs", "[circuit]") {
    pair_condition const less(1, expression::infix(operation::less, column(0), " < ", column(1)));
    pair_condition const flipped(dbsp::flipped_condition<pair_condition>{less});
    row const one{number(1)};
    row const two{number(2)};
    CHECK(less(one, two));
    CHECK(flipped(two, one));
    CHECK_FALSE(flipped(one, two));
    CHECK_FALSE(static_cast<bool>(pair_condition()));
}

TEST_CASE("group_function: aggregates skip NULL, and of nothing are NULL but for counts", "[circuit]") {
    group_function const all({call(aggregate_kind::count_rows, "count("),
                              call(aggregate_kind::count, "count("), call(aggregate_kind::sum, "sum("),
                              call(aggregate_kind::min, "min("), call(aggregate_kind::max, "max(")});
    auto const result = [&](const group_function::group& rows) {
        row out;
        all.apply({}, rows, [&](const row& columns, auto) { out = columns; });
        return out;
    };
    CHECK(result({{{number(5)}, 2}, {{number(1)}, 1}, {{value()}, 3}}) ==
          row{number(6), number(3), number(11), number(1), number(5)});
    CHECK(result({{{value()}, 1}}) == row{number(1), number(0), value(), value(), value()});
}

TEST_CASE("group_function: FILTER leaves rows out", "[circuit]") {
    auto counted = call(aggregate_kind::count_rows, "count(");
    counted.filter = expression::infix(operation::less, column(0), " < ",
                                       expression::constant(sql::build("3"), number(3)));
    row out;
    group_function({counted}).apply({}, {{{number(1)}, 2}, {{number(3)}, 5}},
                                    [&](const row& columns, auto) { out = columns; });
    CHECK(out == row{number(2)});
}
