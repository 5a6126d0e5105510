#include <pgt/parse/parse.hpp>

#include <catch2/catch_test_macros.hpp>

#include <variant>

using namespace pgt;

namespace {
syntax::from_item item_of(const std::string& sql) { return parse::parse("SELECT 1 FROM " + sql).from.at(0); }
syntax::function_in_from functions_in(const std::string& sql) {
    return std::get<syntax::function_in_from>(item_of(sql).is);
}
syntax::table_function table_in(const std::string& sql) {
    return std::get<syntax::table_function>(item_of(sql).is);
}
/// The text with a hole for each argument.
std::string pattern_of(const syntax::form& f) {
    std::string result;
    for (std::size_t i = 0; i < f.pieces.size(); ++i) { result += (i == 0 ? "" : "{}") + f.pieces[i].str(); }
    return result;
}
std::vector<std::string> columns_of(const std::vector<syntax::column_definition>& list) {
    std::vector<std::string> result;
    for (const auto& one : list) { result.push_back(one.name + " " + one.type_name); }
    return result;
}
using names = std::vector<std::string>;
} // namespace

TEST_CASE("parse: a function in FROM, with its alias", "[pgt][parse]") {
    auto const item = item_of("LATERAL unnest(t.arr) WITH ORDINALITY u(e, o)");
    auto const f = std::get<syntax::function_in_from>(item.is);
    CHECK(item.alias.name == "u");
    CHECK(item.alias.columns == names{"e", "o"});
    CHECK(f.ordinality);
    REQUIRE(f.functions.size() == 1);
    CHECK(std::get<syntax::function_call>(f.functions[0].call.is).name == "unnest");
    CHECK(f.functions[0].columns.empty());
}

TEST_CASE("parse: several functions in step, and column definitions", "[pgt][parse]") {
    auto const f = functions_in("ROWS FROM(unnest(a), f(b) AS (x integer, y text COLLATE \"C\")) r(e, x, y)");
    REQUIRE(f.functions.size() == 2);
    CHECK(f.functions[0].columns.empty());
    CHECK(columns_of(f.functions[1].columns) == names{"x integer", "y text"});
    CHECK(f.functions[1].columns[1].type.str() == "\"text\" COLLATE \"C\"");
    CHECK(columns_of(functions_in("f(b) g(x integer, y character varying(3)[])").functions[0].columns) ==
          names{"x integer", "y character varying(3)[]"});
    CHECK(std::holds_alternative<syntax::form>(functions_in("COALESCE(1, 2) c(c)").functions[0].call.is));
}

TEST_CASE("parse: JSON_TABLE as it is printed", "[pgt][parse]") {
    auto const t = table_in(R"(LATERAL JSON_TABLE(t.j, '$[*]' AS root PASSING t.n AS nn COLUMNS (
        i FOR ORDINALITY, a integer PATH '$.a' DEFAULT 1 ON EMPTY ERROR ON ERROR,
        NESTED PATH '$.n[*]' AS p COLUMNS (d text PATH '$', NESTED PATH '$' AS q COLUMNS (g jsonb PATH '$')),
        b jsonb FORMAT JSON PATH '$.b' WITH UNCONDITIONAL WRAPPER KEEP QUOTES,
        c boolean EXISTS PATH '$.c') ERROR ON ERROR) r)");
    // The columns of a level come before those of paths nested in it.
    CHECK(columns_of(t.columns) ==
          names{"i integer", "a integer", "b jsonb", "c boolean", "d text", "g jsonb"});
    CHECK(
        pattern_of(t.call) ==
        R"(JSON_TABLE({}, {} AS "root" PASSING {} AS "nn" COLUMNS ("i" FOR ORDINALITY, )"
        R"("a" "pg_catalog"."int4" PATH {} DEFAULT {} ON EMPTY ERROR ON ERROR, )"
        R"(NESTED PATH {} AS "p" COLUMNS ("d" "text" PATH {}, NESTED PATH {} AS "q" COLUMNS ("g" "jsonb" PATH {})), )"
        R"("b" "jsonb" FORMAT JSON PATH {} WITH UNCONDITIONAL WRAPPER KEEP QUOTES, )"
        R"("c" "pg_catalog"."bool" EXISTS PATH {}) ERROR ON ERROR))");
    CHECK(item_of("JSON_TABLE(a, '$' COLUMNS (b integer))").alias.name.empty());
}

TEST_CASE("parse: XMLTABLE as it is printed", "[pgt][parse]") {
    auto const t =
        table_in("LATERAL XMLTABLE(XMLNAMESPACES ('http://x'::text AS x, DEFAULT 'y'::text), ('/r'::text) "
                 "PASSING (t.d) "
                 "COLUMNS id integer PATH ('@id'::text) DEFAULT (3) NOT NULL, o FOR ORDINALITY) q");
    CHECK(columns_of(t.columns) == names{"id integer", "o integer"});
    CHECK(pattern_of(t.call) == "XMLTABLE(XMLNAMESPACES({} AS \"x\", DEFAULT {}), ({}) PASSING ({}) COLUMNS "
                                "\"id\" \"pg_catalog\".\"int4\" PATH ({}) DEFAULT ({}) NOT NULL, "
                                "\"o\" FOR ORDINALITY)");
}
