#include <pgt/circuit/expansion.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace pgt;

namespace {
expression column(std::size_t i) { return expression::column(i); }
value number(std::int64_t n) { return n; }
value const null;
expression constant(std::int64_t n) { return expression::constant(sql::build("{}", n), number(n)); }

row_function series(expression first, expression last) {
    return {expression::call(operation::server,
                             {sql::build("generate_series("), sql::build(", "), sql::build(")")},
                             {std::move(first), std::move(last)}),
            {},
            true};
}
function_rows of(std::vector<row_function> functions, std::vector<std::string> columns) {
    return {.functions = std::move(functions), .columns = std::move(columns)};
}
} // namespace

TEST_CASE("expansion: the row and each row of the function", "[circuit][expansion]") {
    expansion const fn(of({series(constant(1), column(0))}, {"g"}));
    CHECK(fn({number(2)}) == std::vector<row>{{number(2), number(1)}, {number(2), number(2)}});
    CHECK(fn({number(0)}).empty());
    CHECK(fn({null}).empty());
    CHECK(fn.reads_columns());
    CHECK_FALSE(expansion(of({series(constant(1), constant(2))}, {"g"})).reads_columns());
}

TEST_CASE("expansion: functions in step, the shorter one followed by NULLs, and numbered",
          "[circuit][expansion]") {
    auto made = of({series(constant(1), column(0)), series(constant(5), column(1))}, {"g", "h", "o"});
    made.ordinality = true;
    CHECK(expansion(made)({number(2), number(5)}) ==
          std::vector<row>{{number(2), number(5), number(1), number(5), number(1)},
                           {number(2), number(5), number(2), null, number(2)}});
}

TEST_CASE("expansion: a row without rows of its own is kept with NULLs where that is asked for",
          "[circuit][expansion]") {
    auto made = of({series(constant(1), column(0))}, {"g"});
    made.keeps_rows = true;
    CHECK(expansion(made)({number(0)}) == std::vector<row>{{number(0), null}});
    made.condition = expression::infix(operation::greater, column(1), " > ", constant(1));
    CHECK(expansion(made)({number(2)}) == std::vector<row>{{number(2), number(2)}});
    CHECK(expansion(made)({number(1)}) == std::vector<row>{{number(1), null}});
    CHECK(expansion(made).label() == "left join generate_series(1, c1) on (c2 > 1)");
}

TEST_CASE("expansion: as it stands in FROM", "[circuit][expansion]") {
    std::vector<sql::text> const names{sql::build("t.a"), sql::build("t.b")};
    auto made = of({series(constant(1), column(0))}, {"g"});
    CHECK(expansion(made).print(names).str() == "generate_series(1, t.a)");
    made.ordinality = true;
    CHECK(expansion(made).print(names).str() == "generate_series(1, t.a) WITH ORDINALITY");
    made.functions.front().definitions = sql::build("x integer");
    CHECK(expansion(made).print(names).str() ==
          "ROWS FROM (generate_series(1, t.a) AS (x integer)) WITH ORDINALITY");
    auto list = of({series(constant(1), column(0)), series(column(1), constant(3))}, {"g", "h"});
    CHECK(expansion(list).print(names).str() ==
          "ROWS FROM (generate_series(1, t.a), generate_series(t.b, 3))");
    list.in_select_list = true;
    CHECK(expansion(list).print(names).str() == "(SELECT generate_series(1, t.a), generate_series(t.b, 3))");
}

TEST_CASE("expansion: what only the server computes is no value in memory", "[circuit][expansion]") {
    auto made = of({series(constant(1), column(0))}, {"g"});
    made.functions.front().is_series = false;
    CHECK_THROWS_AS(expansion(made)({number(1)}), not_evaluable);
}
