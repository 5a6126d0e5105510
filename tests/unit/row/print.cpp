#include "unit/row/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdint>
#include <limits>
#include <string>

using namespace dbsp;

namespace {
constexpr auto a = col<"a">;
constexpr auto b = col<"b">;
constexpr auto p = col<"p">;
constexpr auto q = col<"q">;
} // namespace

TEST_CASE("print: a condition reads like SQL", "[row][print]") {
    CHECK(print(col<"amount"> * 2 > lit(100) && col<"region"> == "north") ==
          R"(("amount" * 2 > 100) AND ("region" = 'north'))");
}

TEST_CASE("print: identifiers are always quoted, quotes in them doubled", "[row][print]") {
    CHECK(print(col<"user">) == R"("user")");
    CHECK(print(col<R"(say "hi")">) == R"("say ""hi""")");
}

TEST_CASE("print: text is quoted, quotes in it doubled, backslashes spelled out", "[row][print]") {
    CHECK(print(lit("it's")) == "'it''s'");
    CHECK(print(lit(std::string())) == "''");
    CHECK(print(lit(R"(back\slash's)")) == R"(E'back\\slash''s')");
    CHECK(print(lit('\'')) == "''''");
}

TEST_CASE("print: other constants", "[row][print]") {
    CHECK(print(lit(-5)) == "-5");
    CHECK(print(lit(std::int8_t{65})) == "65");
    CHECK(print(lit(true) || false) == "TRUE OR FALSE");
    CHECK(print(lit(std::optional(3))) == "3");
    CHECK(print(lit(std::optional<int>())) == "CAST(NULL AS integer)");
    CHECK(print(lit(std::optional<unsigned>())) == "NULL");
}

TEST_CASE("print: floating-point numbers stay such, to the last bit", "[row][print]") {
    CHECK(print(lit(2.0)) == "2.0");
    CHECK(print(lit(0.1)) == "0.1");
    CHECK(print(lit(1e300)) == "1e+300");
    CHECK(print(lit(-0.0)) == "-0.0");
    CHECK(print(lit(std::numeric_limits<double>::quiet_NaN())) == "CAST('NaN' AS double precision)");
    CHECK(print(lit(-std::numeric_limits<double>::infinity())) == "CAST('-Infinity' AS double precision)");
}

TEST_CASE("print: arithmetic has parentheses where precedence needs them", "[row][print]") {
    CHECK(print(a + b * 2) == R"("a" + "b" * 2)");
    CHECK(print((a + b) * 2) == R"(("a" + "b") * 2)");
    CHECK(print(a - b - 2) == R"("a" - "b" - 2)");
    CHECK(print(a - (b - 2)) == R"("a" - ("b" - 2))");
    CHECK(print(a / (b * 2)) == R"("a" / ("b" * 2))");
    CHECK(print(-(a + b)) == R"(-("a" + "b"))");
}

TEST_CASE("print: two minus signs never make a comment", "[row][print]") {
    CHECK(print(-(-a)) == R"(-(-"a"))");
    CHECK(print(-lit(-5)) == "-(-5)");
    CHECK(print(a - lit(-5)) == R"("a" - -5)");
}

TEST_CASE("print: comparisons do not chain", "[row][print]") {
    CHECK(print((a == b) == p) == R"(("a" = "b") = "p")");
    CHECK(print(p != (a < b)) == R"("p" <> ("a" < "b"))");
    CHECK(print(a + 1 <= b) == R"("a" + 1 <= "b")");
}

TEST_CASE("print: connectives put whatever is not simple in parentheses", "[row][print]") {
    CHECK(print(p && q && a == 1) == R"("p" AND "q" AND ("a" = 1))");
    CHECK(print(p && (q && p)) == R"("p" AND ("q" AND "p"))");
    CHECK(print((p || q) && p) == R"(("p" OR "q") AND "p")");
    CHECK(print(p || (q && p)) == R"("p" OR ("q" AND "p"))");
    CHECK(print(!p && !(a == 1)) == R"((NOT "p") AND (NOT ("a" = 1)))");
    CHECK(print((!p) == q) == R"((NOT "p") = "q")");
}

TEST_CASE("print: the other forms", "[row][print]") {
    CHECK(print(is_null(a + 1)) == R"(("a" + 1) IS NULL)");
    CHECK(print(is_not_null(a) == p) == R"(("a" IS NOT NULL) = "p")");
    CHECK(print(coalesce(a, b + 1, 0)) == R"(COALESCE("a", "b" + 1, 0))");
    CHECK(print(in(a + 1, 1, b)) == R"("a" + 1 IN (1, "b"))");
    CHECK(print(in(a == b, p)) == R"(("a" = "b") IN ("p"))");
    CHECK(print(between(a, b, b + 1)) == R"("a" BETWEEN "b" AND "b" + 1)");
    CHECK(print(between(p, a == b, q)) == R"("p" BETWEEN ("a" = "b") AND "q")");
    CHECK(print(case_when(p, a, q, b, 0)) == R"(CASE WHEN "p" THEN "a" WHEN "q" THEN "b" ELSE 0 END)");
    CHECK(print(cast<double>(a + 1) * 2) == R"(CAST("a" + 1 AS double precision) * 2)");
}
