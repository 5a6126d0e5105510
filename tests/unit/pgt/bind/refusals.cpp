#include "unit/pgt/support/bound.hpp"
#include "unit/pgt/support/refused.hpp"

static pgt::user_error refusal(const std::string& sql) {
    CAPTURE(sql);
    return support::refused([&] { (void)support::bound(sql); });
}
static std::string state(const std::string& sql) { return refusal(sql).sqlstate(); }

/// The construct that can't be maintained, and the text from its place on.
static std::pair<std::string, std::string> construct(const std::string& sql) {
    auto const e = refusal(sql);
    CHECK(e.sqlstate() == "0A000");
    CHECK_FALSE(e.detail().empty());
    CHECK_FALSE(e.hint().empty());
    std::string const message = e.what();
    return {message.substr(0, message.find(" cannot be maintained")), support::pointed_at(sql, e)};
}
using pair = std::pair<std::string, std::string>;

TEST_CASE("refusals: what can't be maintained yet, with its place", "[pgt][bind]") {
    CHECK(construct("SELECT a FROM t LIMIT 3") == pair("LIMIT or OFFSET without ORDER BY", "3"));
    CHECK(construct("SELECT 1 FROM (SELECT a FROM t OFFSET 7) s").second == "7) s");
    CHECK(construct("SELECT a FROM t ORDER BY a LIMIT length('x')").first ==
          "LIMIT or OFFSET that is no constant");
    CHECK(construct("SELECT a FROM t ORDER BY a LIMIT (SELECT 1)").second == "(SELECT 1)");
    CHECK(construct("SELECT x.k FROM t, LATERAL (SELECT k FROM w ORDER BY k LIMIT t.a) x").second ==
          "t.a) x");
    CHECK_NOTHROW(support::bound("SELECT 1 FROM t, w LEFT JOIN unnest(t.arr) x ON true"));
    CHECK(construct("SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM w WHERE k = a LIMIT 0)").first ==
          "LIMIT or OFFSET without ORDER BY");
    CHECK_NOTHROW(
        support::bound("SELECT 1 FROM t LEFT JOIN w ON EXISTS (SELECT 1 FROM e WHERE src = k AND dst = a)"));
    CHECK_NOTHROW(
        support::bound("SELECT 1 FROM t FULL JOIN w ON t.id = w.id AND EXISTS (SELECT 1 FROM e WHERE "
                       "src = k AND dst = a)"));
    CHECK_NOTHROW(support::bound("SELECT (SELECT sum(a) FROM w) FROM t GROUP BY a"));
    CHECK(construct("SELECT 1 FROM t WHERE unnest(arr) = 1") ==
          pair("a set-returning function here", "unnest(arr) = 1"));
    CHECK_NOTHROW(support::bound("SELECT id FROM t ORDER BY generate_series(1, a)"));
    CHECK(construct("SELECT id FROM t ORDER BY generate_series(1, a) LIMIT 3").first ==
          "LIMIT or DISTINCT ON over a set-returning function in the SELECT list");
    CHECK_NOTHROW(support::bound(
        "SELECT id, generate_series(1, a) + 1 AS g FROM t ORDER BY generate_series(1, a) + 1"));
    CHECK_NOTHROW(support::bound("SELECT count(x) FROM (SELECT a FROM t) x"));
    CHECK_NOTHROW(support::bound("SELECT count(w) FROM t LEFT JOIN w ON w.id = t.id"));
    CHECK(construct("SELECT count(f.*) FROM t, unnest(arr) f").first == "the whole row of \"f\"");
    CHECK(construct("SELECT ROW(t.*, 1) FROM t").first == "ROW(table.*)");
}

TEST_CASE("refusals: the order of a subquery", "[pgt][bind]") {
    auto const over = [](const std::string& from) { return "SELECT array_agg(s.id) FROM " + from; };
    CHECK_NOTHROW(support::bound(over("(SELECT id FROM t ORDER BY a) s")));
    CHECK_NOTHROW(support::bound(over("(SELECT id FROM t ORDER BY a LIMIT 3) s") + " HAVING count(*) > 1"));
    for (const auto* from :
         {"(SELECT id FROM t ORDER BY a) s, w", "(SELECT id FROM t ORDER BY a) s JOIN w USING (id)",
          "(SELECT id FROM t UNION ALL SELECT id FROM w ORDER BY 1) s",
          "(SELECT id FROM (SELECT id FROM t ORDER BY a) r) s"}) {
        CHECK(construct(over(from)).first == "an aggregate over the order of a subquery");
    }
    CHECK(construct("SELECT first_value(id) OVER () FROM (SELECT id FROM t ORDER BY a) s").first ==
          "a window function over the order of a subquery");
}

TEST_CASE("refusals: relations whose changes can't be followed", "[pgt][bind]") {
    CHECK(construct("SELECT 1 FROM m").first == "materialized view \"public.m\"");
    CHECK(construct("SELECT 1 FROM far").first == "foreign table \"public.far\"");
    CHECK(construct("SELECT 1 FROM passing").first == "temporary table \"public.passing\"");
    CHECK_NOTHROW(support::bound("SELECT tableoid, id FROM t"));
    CHECK(construct("SELECT w.tableoid FROM t LEFT JOIN w ON w.id = t.id").first ==
          "system column \"tableoid\"");
    CHECK(construct("SELECT tableoid FROM parent").first == "system column \"tableoid\"");
    CHECK_NOTHROW(support::bound("SELECT 1 FROM parent"));
    CHECK_NOTHROW(support::bound("SELECT 1 FROM ONLY t"));
    CHECK(construct("SELECT 1 FROM ONLY parent") == pair("ONLY", "parent"));
}

TEST_CASE("refusals: a construct inside a view is reported where the view is named", "[pgt][bind]") {
    auto const e = refusal("SELECT place FROM placed");
    CHECK(e.sqlstate() == "0A000");
    CHECK(support::pointed_at("SELECT place FROM placed", e) == "placed");
    CHECK(e.detail().contains("It is in view \"public.placed\"."));
    CHECK(state("SELECT one FROM endless") == "42P17");
}

TEST_CASE("refusals: recursions", "[pgt][bind]") {
    auto const step = [](const std::string& text, const std::string& op = "UNION ALL") {
        return "WITH RECURSIVE r (n) AS (SELECT k FROM w " + op + " " + text + ") SELECT n FROM r";
    };
    CHECK(construct(step("SELECT DISTINCT e.dst FROM r JOIN e ON e.src = r.n")).first ==
          "DISTINCT in the recursive term of UNION ALL");
    CHECK(construct(step("SELECT max(n) FROM r")).first == "GROUP BY or an aggregate in a recursive term");
    CHECK(construct(step("(SELECT n FROM r INTERSECT SELECT src FROM e)")).first ==
          "INTERSECT or EXCEPT in a recursive term");
    CHECK(construct(step("(SELECT n FROM r UNION SELECT src FROM e)")).first ==
          "UNION in the recursive term of UNION ALL");
    CHECK_NOTHROW(support::bound(step("SELECT 1 FROM r, e, t, u")));
    auto const star = [](int relations) {
        std::string text = "SELECT 1 FROM r";
        for (int i = 0; i < relations; ++i) {
            auto const name = "e" + std::to_string(i);
            text += " JOIN (SELECT src FROM e WHERE dst = " + std::to_string(i) + ") " + name + " ON " +
                    name + ".src = r.n";
        }
        return text;
    };
    CHECK_NOTHROW(support::bound(step(star(9))));
    CHECK(construct(
              step("SELECT e.dst FROM r JOIN e ON e.src = r.n WHERE e.dst < (SELECT max(t.a) FROM t WHERE "
                   "t.id < r.n)"))
              .first == "this subquery in a recursive term");
    CHECK_NOTHROW(support::bound(
        step("SELECT e.dst FROM r JOIN e ON e.src = r.n WHERE EXISTS (SELECT 1 FROM t WHERE t.id < r.n)")));
    CHECK(state(step("SELECT src FROM e WHERE src IN (SELECT n FROM r)")) == "42P19");
    CHECK(construct(step("SELECT x.m FROM (WITH RECURSIVE q (m) AS (SELECT 1 UNION SELECT m + n FROM q, r) "
                         "SELECT m FROM q) x"))
              .first == "a recursion inside a recursion");
    CHECK(state(step("SELECT r.n FROM e LEFT JOIN r ON r.n = e.src")) == "42P19");
    CHECK(state("WITH RECURSIVE r AS (SELECT n FROM r) SELECT 1 FROM r") == "42P19");
    CHECK(state("WITH RECURSIVE r AS (SELECT n FROM r UNION SELECT 1) SELECT 1 FROM r") == "42P19");
    CHECK_NOTHROW(support::bound(step("SELECT DISTINCT e.dst FROM r JOIN e ON e.src = r.n", "UNION")));
}

TEST_CASE("refusals: names", "[pgt][bind]") {
    CHECK(state("SELECT 1 FROM nowhere") == "42P01");
    CHECK(state("SELECT x.a FROM t") == "42P01");
    CHECK(state("SELECT t.zz FROM t") == "42703");
    CHECK(state("SELECT zz FROM t") == "42703");
    CHECK(state("SELECT t.a FROM t x") == "42P01");
    CHECK(state("SELECT id FROM t, u") == "42702");
    CHECK(state("SELECT 1 FROM t JOIN u USING (a)") == "42703");
    CHECK(state("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a") == "42P01");
    auto const e = refusal("SELECT 'é', t.zz FROM t");
    CHECK(support::pointed_at("SELECT 'é', t.zz FROM t", e) == "t.zz FROM t");
}

TEST_CASE("refusals: limits", "[pgt][bind]") {
    CHECK(state("SELECT a FROM t ORDER BY a LIMIT -1") == "2201W");
    CHECK(state("SELECT a FROM t ORDER BY a OFFSET 1 - 3") == "2201X");
    CHECK(state("SELECT a FROM t ORDER BY 2 LIMIT 1") == "42P10");
    CHECK(state("SELECT a FROM t UNION ALL SELECT k FROM w ORDER BY a + 1 LIMIT 1") == "0A000");
}

TEST_CASE("refusals: grouping", "[pgt][bind]") {
    CHECK(state("SELECT a, b FROM t GROUP BY a") == "42803");
    CHECK(state("SELECT * FROM t GROUP BY a") == "42803");
    CHECK(state("SELECT 1 FROM t WHERE count(*) > 1") == "42803");
    CHECK(state("SELECT sum(max(a)) FROM t") == "42803");
    CHECK(state("SELECT b FROM t GROUP BY 2") == "42P10");
    CHECK(state("SELECT grouping(b) FROM t GROUP BY ROLLUP (a)") == "42803");
    CHECK(state("SELECT 1 FROM t WHERE grouping(a) = 0 GROUP BY a") == "42803");
    CHECK(state("SELECT c FROM t GROUP BY ROLLUP (id)") == "42803");
    CHECK_NOTHROW(support::bound("SELECT c FROM t GROUP BY id, ROLLUP (a)"));
    CHECK(state("SELECT lag(a) FROM t") == "42601");
    CHECK(state("SELECT 1 UNION SELECT 1, 2") == "42601");
    CHECK(state("VALUES (1), (1, 2)") == "42601");
}
