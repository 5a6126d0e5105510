#include <dbsp/row/sql_text.hpp>

#include <catch2/catch_test_macros.hpp>

using dbsp::sql_binding;
using dbsp::sql_text;

TEST_CASE("sql_text: puts itself in parentheses where it binds too loosely", "[row][sql_text]") {
    sql_text const sum("a + b", sql_binding::additive);
    CHECK(sum.at_least(sql_binding::comparison) == "a + b");
    CHECK(sum.at_least(sql_binding::additive) == "a + b");
    CHECK(sum.above(sql_binding::additive) == "(a + b)");
    CHECK(sum.at_least(sql_binding::multiplicative) == "(a + b)");
    CHECK(sum.atom() == "(a + b)");
}

TEST_CASE("sql_text: is an atom unless told otherwise", "[row][sql_text]") {
    CHECK(sql_text("f(x)").above(sql_binding::unary) == "f(x)");
    CHECK(sql_text("f(x)").atom() == "f(x)");
}

TEST_CASE("quote: doubles the marks within", "[row][sql_text]") {
    CHECK(dbsp::detail::quote_identifier(R"(a"b)") == R"("a""b")");
    CHECK(dbsp::detail::quote("'", '\'') == "''''");
    CHECK(dbsp::detail::quote("", '\'') == "''");
}
