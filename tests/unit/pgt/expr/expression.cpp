#include <pgt/expr/expression.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace pgt;

namespace {
expression column(std::size_t i) { return expression::column(i); }
expression number(std::int64_t n) { return expression::constant(sql::build("{}", n), value(n)); }
expression truth(std::optional<bool> b) {
    return expression::constant(sql::build("?"), b ? value(*b) : value());
}
expression both(expression a, expression b) { return conjunction(std::move(a), std::move(b)); }
expression any(expression a, expression b) { return expression::infix(operation::logical_or, a, " OR ", b); }
const std::vector<sql::text> names{sql::build("t.x"), sql::build("t.y")};
} // namespace

TEST_CASE("expression: prints with the names of the columns it is given", "[expr]") {
    auto const sum = expression::infix(operation::add, column(1), " + ", number(2));
    CHECK(sum.print(names).str() == "(t.y + 2)");
    CHECK_THROWS_AS(column(2).print(names), std::logic_error);
}

TEST_CASE("expression: substitution and shifting reach every column", "[expr]") {
    auto const e = expression::infix(operation::less, column(0), " < ", column(1));
    CHECK(e.substitute(std::vector{number(7), column(0)}).print(names).str() == "(7 < t.x)");
    CHECK(e.shifted(3).columns() == std::set<std::size_t>{3, 4});
    CHECK(e.shifted(3).shifted(-3) == e);
    CHECK_FALSE(e.shifted(1) == e);
}

TEST_CASE("expression: AND and OR know what is unknown", "[expr]") {
    for (auto const a : {std::optional(true), std::optional(false), std::optional<bool>()}) {
        CHECK(both(truth(a), truth(false)).evaluate({}) == value(false));
        CHECK(both(truth(false), truth(a)).evaluate({}) == value(false));
        CHECK(any(truth(a), truth(true)).evaluate({}) == value(true));
    }
    CHECK(both(truth(true), truth({})).evaluate({}) == value());
    CHECK(any(truth(false), truth({})).evaluate({}) == value());
}

TEST_CASE("expression: comparisons with NULL are unknown, IS DISTINCT FROM is not", "[expr]") {
    auto const compared = expression::infix(operation::equal, column(0), " = ", column(1));
    auto const distinct =
        expression::infix(operation::is_distinct, column(0), " IS DISTINCT FROM ", column(1));
    value const one(std::int64_t{1});
    CHECK(compared.evaluate({one, {}}) == value());
    CHECK(compared.evaluate({one, one}) == value(true));
    CHECK(distinct.evaluate({one, {}}) == value(true));
    CHECK(distinct.evaluate({{}, {}}) == value(false));
}

TEST_CASE("expression: CASE takes the first branch that is true", "[expr]") {
    auto const chosen =
        expression::call(operation::case_when,
                         {sql::build("CASE WHEN "), sql::build(" THEN "), sql::build(" WHEN "),
                          sql::build(" THEN "), sql::build(" ELSE "), sql::build(" END")},
                         {truth({}), number(1), truth(true), number(2), number(3)});
    CHECK(chosen.evaluate({}) == value(std::int64_t{2}));
}

TEST_CASE("expression: what only the server computes is an error in memory", "[expr]") {
    auto const f = expression::call(operation::server, {sql::build("upper("), sql::build(")")}, {column(0)});
    CHECK_THROWS_AS(f.evaluate({value(std::string("a"))}), not_evaluable);
    auto const sum = expression::infix(operation::add, column(0), " + ", column(0));
    CHECK_THROWS_AS(sum.evaluate({value(std::numeric_limits<std::int64_t>::max())}), not_evaluable);
}

TEST_CASE("expression: a call has one piece more than arguments", "[expr]") {
    CHECK_THROWS_AS(expression::call(operation::server, {sql::build("f()")}, {column(0)}), std::logic_error);
}
