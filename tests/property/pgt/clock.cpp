/// The law of the clock: from one moment to another the rows for which a condition holds change by its change of rows, at the first moment, and
/// by rows whose values lie between the two values of the clock.
#include <pgt/expr/clock.hpp>

#include <dbsp/zset/zset.hpp>

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace pgt::test {
namespace {

using bag = dbsp::zset<row, dbsp::default_weight>;

expression number(std::int64_t n) { return expression::constant(sql::build("{}", n), value(n)); }
expression the_clock() { return expression::constant(sql::from_server(R"("now"())")); }

/// A value of the clock that may go back while the clock goes on.
expression random_value_of_clock() {
    auto const by = number(*rc::gen::inRange<std::int64_t>(-3, 4));
    auto const factor = number(*rc::gen::element<std::int64_t>(1, 1, 2, -1));
    return expression::infix(operation::add,
                             expression::infix(operation::multiply, the_clock(), " * ", factor), " + ", by);
}

expression random_comparison() {
    auto const column = expression::column(*rc::gen::inRange<std::size_t>(0, 2));
    auto const clock = random_value_of_clock();
    switch (*rc::gen::inRange(0, 6)) {
    case 0: return expression::infix(operation::less, column, " < ", clock);
    case 1: return expression::infix(operation::less_equal, clock, " <= ", column);
    case 2: return expression::infix(operation::greater, column, " > ", clock);
    case 3: return expression::infix(operation::greater_equal, column, " >= ", clock);
    case 4: return expression::infix(operation::equal, clock, " = ", column);
    default: return expression::infix(operation::greater, column, " > ", number(1));
    }
}

expression random_condition(int depth) {
    if (depth == 0) { return random_comparison(); }
    switch (*rc::gen::inRange(0, 4)) {
    case 0: return conjunction(random_condition(depth - 1), random_condition(depth - 1));
    case 1:
        return expression::infix(operation::logical_or, random_condition(depth - 1), " OR ",
                                 random_condition(depth - 1));
    case 2:
        return expression::call(operation::logical_not, {sql::build("(NOT "), sql::build(")")},
                                {random_condition(depth - 1)});
    default: return random_comparison();
    }
}

value random_value() {
    auto const n = *rc::gen::inRange<std::int64_t>(-8, 9);
    return n == -8 ? value() : value(n);
}

bag random_rows(bool may_be_negative) {
    bag result;
    auto const count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) {
        auto const weight = may_be_negative ? *rc::gen::inRange(-2, 3) : *rc::gen::inRange(0, 3);
        result.add(row{random_value(), random_value()}, dbsp::default_weight{weight});
    }
    return result;
}

bool holds(const expression& condition, const row& of) { return condition.evaluate(of) == value(true); }

bag filtered(const bag& rows, const expression& condition) {
    bag result;
    for (const auto& [of, weight] : rows) {
        if (holds(condition, of)) { result.add(of, weight); }
    }
    return result;
}

} // namespace

TEST_CASE("a condition on the clock changes for rows between two values of the clock") {
    rc::prop("the change of the rows that it chooses", [] {
        auto const condition = random_condition(*rc::gen::inRange(0, 4));
        auto const comparisons = clock_comparisons(condition);
        RC_ASSERT(comparisons.has_value());
        auto const t0 = number(*rc::gen::inRange<std::int64_t>(-6, 7));
        auto const t1 = number(*rc::gen::inRange<std::int64_t>(-6, 7));
        auto const before = random_rows(false);
        auto const change = random_rows(true);
        auto const now = before + change;
        auto const was = at_moment(condition, t0);
        auto const is = at_moment(condition, t1);

        bag found = filtered(change, was);
        for (const auto& [of, weight] : now) {
            bool const differs = std::ranges::any_of(*comparisons, [&](const clock_comparison& one) {
                return holds(may_differ(one, t0, t1), of);
            });
            if (!differs) { continue; }
            if (holds(is, of)) { found.add(of, weight); }
            if (holds(was, of)) { found.add(of, -weight); }
        }
        RC_ASSERT(found == filtered(now, is) - filtered(before, was));
    });
}

TEST_CASE("what reads the clock otherwise is no comparison with it") {
    auto const column = expression::column(0);
    auto const mixed = expression::infix(operation::subtract, the_clock(), " - ", column);
    CHECK(reads_clock(mixed));
    CHECK(!clock_comparisons(expression::infix(operation::less, mixed, " < ", number(1))));
    CHECK(!clock_comparisons(expression::infix(operation::not_equal, column, " <> ", the_clock())));
    CHECK(!clock_comparisons(expression::infix(operation::less, the_clock(), " < ", number(1))));
    CHECK(clock_comparisons(expression::infix(operation::less, column, " < ", number(1)))->empty());
}

} // namespace pgt::test
