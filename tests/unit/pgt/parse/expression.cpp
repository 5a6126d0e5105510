/// Expressions as they print again; each in the form in which PostgreSQL prints it, and in the forms that people write.
#include <pgt/parse/parse.hpp>

#include "unit/pgt/support/refused.hpp"
#include "unit/pgt/support/shown.hpp"

using namespace pgt;

static syntax::expression parsed(const std::string& e) {
    return parse::parse("SELECT " + e).targets.at(0).value;
}
static std::string printed(const std::string& e) { return support::shown(parsed(e)); }
static std::optional<value> known(const std::string& e) {
    return std::get<syntax::constant>(parsed(e).is).known;
}
static operation op_of(const std::string& e) { return std::get<syntax::form>(parsed(e).is).op; }

TEST_CASE("expression: constants, with their values where the evaluator has the type", "[pgt][parse]") {
    CHECK(known("-5") == value(std::int64_t{-5}));
    CHECK(known("0") == value(std::int64_t{0}));
    CHECK(known("'it''s'") == value("it's"));
    CHECK(known("'it''s'::text") == value("it's"));
    CHECK(known("'-7'::bigint") == value(std::int64_t{-7}));
    CHECK(known("true") == value(true));
    CHECK(known("false") == value(false));
    CHECK(known("NULL").value() == value());
    CHECK(known("NULL::numeric").value() == value());
    CHECK_FALSE(known("1.50"));
    CHECK_FALSE(known("'2020-01-01'::date"));
    CHECK_FALSE(known("'x'::varchar(1)"));
    CHECK(printed("'a\\b'") == "E'a\\\\b'");
    CHECK(printed("E'\\n'") == "'\n'");
    CHECK(printed("1.50") == "1.50");
    CHECK(printed("12345678901234567890") == "12345678901234567890");
    CHECK(printed("b'101'") == "B'101'");
    CHECK(printed("x'1F'") == "X'1F'");
    CHECK(printed("'1 day'::interval") == "CAST('1 day' AS \"pg_catalog\".\"interval\")");
}

TEST_CASE("expression: types", "[pgt][parse]") {
    CHECK(printed("a::integer") == R"(CAST(a AS "pg_catalog"."int4"))");
    CHECK(printed("a::numeric(10,2)") == R"(CAST(a AS "pg_catalog"."numeric"(10,2)))");
    CHECK(printed("a::timestamp(3) with time zone") == R"(CAST(a AS "pg_catalog"."timestamptz"(3)))");
    CHECK(printed("a::s.\"T\"[]") == R"(CAST(a AS "s"."T"[]))");
    CHECK(printed("a::int[3][]") == R"(CAST(a AS "pg_catalog"."int4"[][]))");
    CHECK(printed("a::\"char\"") == R"(CAST(a AS "char"))");
    CHECK(printed("INTERVAL '1' YEAR TO MONTH") == R"(CAST('1' AS "pg_catalog"."interval"(6)))");
}

TEST_CASE("expression: operators stand in parentheses", "[pgt][parse]") {
    CHECK(printed("a + b * - c") == "(a + (b * (- c)))");
    CHECK(printed("a OPERATOR(s.+) b") == "(a OPERATOR(\"s\".+) b)");
    CHECK(printed("a != b") == "(a <> b)");
    CHECK(printed("NOT a AND b OR c") == "(((NOT a) AND b) OR c)");
    CHECK(printed("a AND b AND c") == "((a AND b) AND c)");
    CHECK(op_of("a = b") == operation::equal);
    CHECK(op_of("a OPERATOR(pg_catalog.=) b") == operation::equal);
    CHECK(op_of("a OPERATOR(s.=) b") == operation::server);
    CHECK(op_of("- a") == operation::server);
    CHECK(op_of("a - b") == operation::subtract);
    CHECK(op_of("a AND b") == operation::logical_and);
    CHECK(op_of("a IS NOT DISTINCT FROM b") == operation::is_not_distinct);
}

TEST_CASE("expression: predicates", "[pgt][parse]") {
    CHECK(printed("a IN (1, b)") == "(a IN (1, b))");
    CHECK(printed("a NOT IN (1)") == "(a NOT IN (1))");
    CHECK(printed("a = ANY (ARRAY[1, 2])") == "(a = ANY (ARRAY[1, 2]))");
    CHECK(printed("a <> ALL (b)") == "(a <> ALL (b))");
    CHECK(printed("a BETWEEN 1 AND 2") == "(a BETWEEN 1 AND 2)");
    CHECK(printed("a NOT BETWEEN SYMMETRIC 1 AND 2") == "(a NOT BETWEEN SYMMETRIC 1 AND 2)");
    CHECK(printed("a LIKE 'x' ESCAPE 'y'") == "(a ~~ like_escape('x', 'y'))");
    CHECK(printed("a NOT ILIKE 'x'") == "(a !~~* 'x')");
    CHECK(printed("a SIMILAR TO 'x'") == "(a ~ similar_to_escape('x'))");
    CHECK(printed("a IS DISTINCT FROM b") == "(a IS DISTINCT FROM b)");
    CHECK(printed("a IS NULL") == "(a IS NULL)");
    CHECK(printed("a IS NOT UNKNOWN") == "(a IS NOT UNKNOWN)");
    CHECK(printed("(a, b) OVERLAPS (c, d)") == "overlaps(a, b, c, d)");
}

TEST_CASE("expression: conditionals", "[pgt][parse]") {
    CHECK(printed("CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END") ==
          "(CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END)");
    CHECK(printed("CASE a WHEN 1 THEN 2 END") == "(CASE a WHEN 1 THEN 2 ELSE NULL END)");
    CHECK(op_of("CASE WHEN a THEN 1 END") == operation::case_when);
    CHECK(op_of("CASE a WHEN 1 THEN 1 END") == operation::server);
    CHECK(printed("COALESCE(a, 1)") == "COALESCE(a, 1)");
    CHECK(printed("NULLIF(a, 1)") == "NULLIF(a, 1)");
    CHECK(printed("GREATEST(a, 1)") == "GREATEST(a, 1)");
}

TEST_CASE("expression: calls", "[pgt][parse]") {
    CHECK(printed("f(a, VARIADIC b)") == "f(a, variadic b)");
    CHECK(printed("make_interval(days => 3)") == "make_interval(days => 3)");
    CHECK(printed("s.f()") == "s.f()");
    CHECK(printed("count(*) FILTER (WHERE a)") == "count(*) filter a");
    CHECK(printed("string_agg(DISTINCT a, ',' ORDER BY a DESC NULLS LAST, b USING <)") ==
          "string_agg(distinct a, ',') order a DESC NULLS LAST order b USING <");
    CHECK(printed("percentile_cont(0.5) WITHIN GROUP (ORDER BY a)") ==
          "percentile_cont(0.5) order a within group");
    CHECK(printed("EXTRACT(year FROM a)") == "extract('year', a)");
    CHECK(printed("a AT TIME ZONE 'UTC'") == "timezone('UTC', a)");
    CHECK(printed("TRIM(BOTH 'x' FROM a)") == "btrim(a, 'x')");
    CHECK(printed("CURRENT_TIMESTAMP(3)") == "CURRENT_TIMESTAMP(3)");
    CHECK(printed("CURRENT_USER") == "CURRENT_USER");
}

TEST_CASE("expression: arrays, rows, fields, collations", "[pgt][parse]") {
    CHECK(printed("ARRAY[a, 1]") == "ARRAY[a, 1]");
    // As a value: what two bare rows are compared by is each of their fields.
    CHECK(printed("ROW(a, 1)") == "CAST(ROW(a, 1) AS record)");
    CHECK(printed("(a, 1)") == "CAST(ROW(a, 1) AS record)");
    CHECK(printed("(a, 1) < (2, b)") == "(ROW(a, 1) < ROW(2, b))");
    CHECK(printed("(a, 1) IS DISTINCT FROM (2, b)") == "(ROW(a, 1) IS DISTINCT FROM ROW(2, b))");
    CHECK(printed("a = (2, b)") == "(a = CAST(ROW(2, b) AS record))");
    CHECK(printed("a[1][2:]") == "((a)[1][2:])");
    CHECK(printed("((a).f[1]).g") == "((((a).\"f\"[1])).\"g\")");
    CHECK(printed("a COLLATE \"C\"") == "(a COLLATE \"C\")");
    CHECK(printed("t.*") == "t.*");
}

TEST_CASE("expression: SQL/JSON", "[pgt][parse]") {
    CHECK(printed("JSON_OBJECT('a' : 1, 'b' VALUE c ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb)") ==
          "JSON_OBJECT('a' : 1, 'b' : c ABSENT ON NULL WITH UNIQUE KEYS RETURNING \"jsonb\")");
    CHECK(printed("JSON_OBJECT()") == "JSON_OBJECT()");
    CHECK(printed("JSON_ARRAY(a, b FORMAT JSON NULL ON NULL)") ==
          "JSON_ARRAY(a, b FORMAT JSON NULL ON NULL)");
    CHECK(printed("JSON_ARRAYAGG(a ORDER BY b RETURNING jsonb) FILTER (WHERE c)") ==
          "JSON_ARRAYAGG(a ORDER BY b ABSENT ON NULL RETURNING \"jsonb\") filter c");
    CHECK(printed("JSON_OBJECTAGG(a : b)") == "JSON_OBJECTAGG(a : b NULL ON NULL)");
    CHECK(printed("a IS JSON OBJECT WITH UNIQUE KEYS") == "(a IS JSON OBJECT WITH UNIQUE KEYS)");
    CHECK(printed("a IS NOT JSON") == "(NOT (a IS JSON))");
    CHECK(
        printed("JSON_VALUE(a, '$.b' PASSING 1 AS x RETURNING integer DEFAULT 0 ON EMPTY ERROR ON ERROR)") ==
        "JSON_VALUE(a, '$.b' PASSING 1 AS \"x\" RETURNING \"pg_catalog\".\"int4\" DEFAULT 0 ON EMPTY ERROR "
        "ON ERROR)");
    CHECK(printed("JSON_QUERY(a, '$' WITH WRAPPER)") == "JSON_QUERY(a, '$' WITH UNCONDITIONAL WRAPPER)");
    CHECK(printed("JSON_QUERY(a, '$' OMIT QUOTES NULL ON EMPTY)") ==
          "JSON_QUERY(a, '$' OMIT QUOTES NULL ON EMPTY)");
    CHECK(printed("JSON_EXISTS(a, '$')") == "JSON_EXISTS(a, '$')");
    CHECK(printed("JSON(a)") == "JSON(a)");
    CHECK(printed("JSON_SCALAR(a)") == "JSON_SCALAR(a)");
    CHECK(printed("JSON_SERIALIZE(a RETURNING bytea)") == "JSON_SERIALIZE(a RETURNING \"bytea\")");
}

TEST_CASE("expression: XML", "[pgt][parse]") {
    CHECK(printed("XMLELEMENT(NAME foo, XMLATTRIBUTES(a, b AS c), d)") ==
          R"(XMLELEMENT(NAME "foo", XMLATTRIBUTES(a AS "a", b AS "c"), d))");
    CHECK(printed("XMLFOREST(a, b AS c)") == R"(XMLFOREST(a AS "a", b AS "c"))");
    CHECK(printed("XMLCONCAT(a, b)") == "XMLCONCAT(a, b)");
    CHECK(printed("XMLPARSE(DOCUMENT a PRESERVE WHITESPACE)") == "XMLPARSE(DOCUMENT a PRESERVE WHITESPACE)");
    CHECK(printed("XMLPI(NAME php, a)") == R"(XMLPI(NAME "php", a))");
    CHECK(printed("XMLROOT(a, VERSION NO VALUE)") == "XMLROOT(a, VERSION NO VALUE)");
    CHECK(printed("XMLROOT(a, VERSION '1.0', STANDALONE NO VALUE)") ==
          "XMLROOT(a, VERSION '1.0', STANDALONE NO VALUE)");
    CHECK(printed("XMLSERIALIZE(CONTENT a AS text INDENT)") == R"(XMLSERIALIZE(CONTENT a AS "text" INDENT))");
    CHECK(printed("a IS DOCUMENT") == "(a IS DOCUMENT)");
}

TEST_CASE("expression: what is printed can be read again, and prints the same", "[pgt][parse]") {
    for (std::string const e :
         {"a + b * - c", "CASE a WHEN 1 THEN 2 END", "a[1][2:]", "((a).f[1]).g",
          "a NOT BETWEEN SYMMETRIC 1 AND 2", "JSON_VALUE(a, '$.b' PASSING 1 AS x DEFAULT 0 ON EMPTY)",
          "XMLROOT(a, VERSION '1.0', STANDALONE YES)", "a = ANY (b)", "a COLLATE \"C\"", "'a\\b'",
          "a::numeric(10,2)[]", "- - 5", "JSON_ARRAYAGG(a ORDER BY b)"}) {
        CHECK(printed(printed(e)) == printed(e));
    }
}
