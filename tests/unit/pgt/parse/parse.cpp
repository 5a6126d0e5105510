#include <pgt/parse/parse.hpp>

#include "unit/pgt/support/refused.hpp"
#include "unit/pgt/support/shown.hpp"

using namespace pgt;
using support::shown;

TEST_CASE("parse: the parts of a SELECT", "[pgt][parse]") {
    auto const s = parse::parse(
        "SELECT DISTINCT a, b AS c FROM s.t x(p, q) WHERE a GROUP BY a, 2 HAVING b ORDER BY a DESC");
    CHECK(s.distinct);
    REQUIRE(s.targets.size() == 2);
    CHECK(shown(s.targets[0].value) == "a");
    CHECK(s.targets[1].name == "c");
    REQUIRE(s.from.size() == 1);
    const auto& relation = std::get<syntax::relation_reference>(s.from[0].is);
    CHECK(relation.schema == "s");
    CHECK(relation.name == "t");
    CHECK(s.from[0].alias.name == "x");
    CHECK(s.from[0].alias.columns == std::vector<std::string>{"p", "q"});
    CHECK(shown(s.where.value()) == "a");
    REQUIRE(s.group_by.size() == 2);
    CHECK(shown(s.group_by[1]) == "2");
    CHECK(shown(s.having.value()) == "b");
    REQUIRE(s.order_by.size() == 1);
    CHECK(s.order_by[0].order.str() == " DESC");
}

TEST_CASE("parse: grouping sets are written out", "[pgt][parse]") {
    using sets = std::vector<std::vector<std::size_t>>;
    auto const sets_of = [](const std::string& group_by) {
        return parse::parse("SELECT 1 FROM t GROUP BY " + group_by).grouping_sets;
    };
    CHECK(sets_of("a, b").empty());
    CHECK(sets_of("(a, b), c").empty());
    CHECK(parse::parse("SELECT 1 FROM t GROUP BY (a, b), c").group_by.size() == 3);
    CHECK(parse::parse("SELECT 1 FROM t GROUP BY ROW(a, b)").group_by.size() == 1);
    CHECK(sets_of("()") == sets{{}});
    CHECK(sets_of("ROLLUP (a, (b, c))") == sets{{}, {0}, {0, 1, 2}});
    CHECK(sets_of("CUBE (a, b)") == sets{{}, {1}, {0}, {0, 1}});
    CHECK(sets_of("GROUPING SETS ((a), ROLLUP (b), GROUPING SETS ((), (c, d)))") ==
          sets{{0}, {}, {1}, {}, {2, 3}});
    CHECK(sets_of("a, ROLLUP (b), ()") == sets{{0}, {0, 1}});
    auto const distinct = parse::parse("SELECT 1 FROM t GROUP BY DISTINCT ROLLUP (a), ROLLUP (a)");
    CHECK(distinct.distinct_sets);
    CHECK(distinct.grouping_sets.size() == 4);
    CHECK(sets_of("CUBE (a, b, c, d, e, f)").size() == 64);
}

TEST_CASE("parse: so many grouping sets, and no more", "[pgt][parse]") {
    for (const std::string sets : {"CUBE (a, b, c, d, e, f, g)", "CUBE (a, b, c), CUBE (d, e, f), ROLLUP (g)",
                                   "GROUPING SETS (CUBE (a, b, c, d, e, f), ())"}) {
        auto const sql = "SELECT 1 FROM t GROUP BY " + sets;
        auto const e = support::refused([&] { (void)parse::parse(sql); });
        CHECK(e.sqlstate() == "54000");
        CHECK(std::string(e.what()) == "too many grouping sets");
        CHECK_FALSE(e.hint().empty());
    }
}

TEST_CASE("parse: joins keep their kind, columns and aliases", "[pgt][parse]") {
    auto const s =
        parse::parse("SELECT 1 FROM (a NATURAL FULL JOIN b) LEFT JOIN c USING (x, y) AS u CROSS JOIN d");
    const auto& cross = std::get<syntax::join>(s.from.at(0).is);
    CHECK(cross.kind == syntax::join_kind::inner);
    CHECK_FALSE(cross.condition);
    const auto& left = std::get<syntax::join>(cross.left->is);
    CHECK(left.kind == syntax::join_kind::left);
    CHECK(left.using_columns == std::vector<std::string>{"x", "y"});
    CHECK(left.using_alias == "u");
    const auto& full = std::get<syntax::join>(left.left->is);
    CHECK(full.kind == syntax::join_kind::full);
    CHECK(full.natural);
}

TEST_CASE("parse: set operations, VALUES and WITH", "[pgt][parse]") {
    auto const s = parse::parse(
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 2), m AS MATERIALIZED (VALUES (1, 'a'), (2, 'b')) "
        "SELECT 1 EXCEPT (SELECT 2 INTERSECT ALL SELECT 3)");
    CHECK(s.recursive);
    REQUIRE(s.with.size() == 2);
    CHECK(s.with[0].columns == std::vector<std::string>{"n"});
    CHECK(s.with[0].query->op == syntax::set_operator::union_);
    CHECK(s.with[0].query->all);
    CHECK(s.with[1].query->values.size() == 2);
    CHECK(s.op == syntax::set_operator::except);
    CHECK_FALSE(s.all);
    CHECK(s.right->op == syntax::set_operator::intersect);
    CHECK(s.right->all);
}

TEST_CASE("parse: LIMIT ALL and OFFSET 0 are no limits", "[pgt][parse]") {
    CHECK_FALSE(parse::parse("SELECT 1 LIMIT ALL OFFSET 0").limit);
    CHECK_FALSE(parse::parse("SELECT 1 LIMIT NULL").limit);
    CHECK(parse::parse("SELECT 1 LIMIT 0").limit);
    CHECK(parse::parse("SELECT 1 OFFSET 1").limit);
    CHECK(parse::parse("SELECT 1 ORDER BY 1 FETCH FIRST 3 ROWS WITH TIES").limit->with_ties);
}

TEST_CASE("parse: positions are bytes of the text", "[pgt][parse]") {
    std::string const sql = "SELECT 'é', a + b FROM t";
    auto const s = parse::parse(sql);
    CHECK(s.targets[1].value.at == static_cast<int>(sql.find('+')));
    CHECK(s.from[0].at == static_cast<int>(sql.find(" t") + 1));
}

TEST_CASE("parse: unnamed columns get PostgreSQL's names", "[pgt][parse]") {
    auto const name = [](const std::string& value) {
        return parse::parse("SELECT " + value).targets.at(0).name;
    };
    CHECK(name("t.a") == "a");
    CHECK(name("count(*)") == "count");
    CHECK(name("s.f(1)") == "f");
    CHECK(name("a + 1") == "?column?");
    CHECK(name("a::text") == "a");
    CHECK(name("'x'::text") == "text");
    CHECK(name("1::int") == "int4");
    CHECK(name("(r).f") == "f");
    CHECK(name("a[1]") == "a");
    CHECK(name("CASE WHEN a THEN b ELSE c END") == "c");
    CHECK(name("CASE WHEN a THEN b END") == "case");
    CHECK(name("COALESCE(a, b)") == "coalesce");
    CHECK(name("NULLIF(a, b)") == "nullif");
    CHECK(name("LEAST(a, b)") == "least");
    CHECK(name("ARRAY[1]") == "array");
    CHECK(name("ROW(1, 2)") == "row");
    CHECK(name("CURRENT_TIMESTAMP(3)") == "current_timestamp");
    CHECK(name("EXISTS (SELECT 1)") == "exists");
    CHECK(name("(SELECT a AS q FROM t)") == "q");
    CHECK(name("ARRAY(SELECT 1)") == "array");
    CHECK(name("1 IN (SELECT 1)") == "?column?");
    CHECK(name("a COLLATE \"C\"") == "a");
    CHECK(name("JSON_VALUE(a, 'b')") == "json_value");
    CHECK(name("JSON_ARRAYAGG(a)") == "json_arrayagg");
    CHECK(name("XMLFOREST(a)") == "xmlforest");
    CHECK(name("XMLSERIALIZE(CONTENT a AS text)") == "xmlserialize");
    CHECK(name("EXTRACT(year FROM a)") == "extract");
    CHECK(name("a IS DOCUMENT") == "?column?");
}

TEST_CASE("parse: syntax errors are 42601 with their position", "[pgt][parse]") {
    std::string const sql = "SELECT 'é' FROM";
    auto const e = support::refused([&] { (void)parse::parse("SELECT 'é', FROM t"); });
    CHECK(e.sqlstate() == "42601");
    CHECK(support::pointed_at("SELECT 'é', FROM t", e) == "FROM t");
    CHECK(support::refused([&] { (void)parse::parse(sql); }).position() == static_cast<int>(sql.size()));
    CHECK(support::refused([] { (void)parse::parse(""); }).sqlstate() == "42601");
    CHECK(support::refused([] { (void)parse::parse("SELECT 1; SELECT 2"); }).sqlstate() == "42601");
    CHECK(support::refused([] { (void)parse::parse(std::string("SELECT 1\0 + 1", 13)); }).sqlstate() ==
          "42601");
}

TEST_CASE("parse: long and deep texts are refused before they fill the stack", "[pgt][parse]") {
    auto const repeated = [](int times, const std::string& what) {
        std::string text;
        for (int i = 0; i < times; ++i) { text += what; }
        return text;
    };
    auto const state_of = [](const std::string& sql) {
        return support::refused([&] { (void)parse::parse(sql); }).sqlstate();
    };
    CHECK(state_of("SELECT 1" + repeated(100'000, "+1")) == "54000");
    CHECK(state_of("SELECT 1" + repeated(2'000, "+1")) == "54000");
    CHECK(state_of("SELECT 1" + repeated(100'000, " uNion SELECT 1")) == "54000");
    CHECK(state_of("SELECT 1" + repeated(5'000, " UNION SELECT 1")) == "54000");
    CHECK(state_of("SELECT 1 FROM t" + repeated(5'000, " CROSS JOIN t")) == "54000");
    CHECK(state_of("SELECT a" + repeated(50'000, " COLLATE b")) == "54000");
    CHECK(state_of(repeated(65, "SELECT (") + "SELECT 1" + repeated(65, ")")) == "54000");
    CHECK_NOTHROW(parse::parse("SELECT 1" + repeated(900, "+1")));
    CHECK_NOTHROW(parse::parse("SELECT 1" + repeated(900, " UNION ALL SELECT 1")));
    CHECK_NOTHROW(parse::parse("SELECT 1 WHERE a" + repeated(5'000, " AND a")));
    CHECK_NOTHROW(parse::parse(repeated(60, "SELECT (") + "SELECT 1" + repeated(60, ")")));
    CHECK(support::refused([] { (void)parse::parse("SELECT (SELECT 1)", {.query_depth = 1}); }).sqlstate() ==
          "54000");
}
