/// What bound queries compute, by the reference evaluator.
#include "unit/pgt/support/bound.hpp"

#include <catch2/catch_all.hpp>

using pgt::row;
using support::result_of;
using support::rows;

static pgt::value n(std::int64_t number) { return number; }
static pgt::value const null;

TEST_CASE("results: joins in any order, with NULLs that match nothing", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{{"w", {{n(1), n(10)}, {n(2), null}, {n(2), null}}},
                                                         {"e", {{n(1), n(2)}, {n(3), n(1)}, {null, n(2)}}}};
    CHECK(result_of("SELECT e.dst, k FROM w, e WHERE dst = w.id", tables) ==
          rows{{{n(1), n(10)}, 1}, {{n(2), null}, 4}});
    CHECK(result_of("SELECT src, id FROM e LEFT JOIN w ON src = id", tables) ==
          rows{{{n(1), n(1)}, 1}, {{n(3), null}, 1}, {{null, null}, 1}});
    CHECK(result_of("SELECT id, src, dst FROM e RIGHT JOIN w ON src = id AND dst > 1", tables) ==
          rows{{{n(1), n(1), n(2)}, 1}, {{n(2), null, null}, 2}});
    CHECK(result_of("SELECT x.id, y.dst FROM w x FULL JOIN e y ON x.id = y.src AND x.k > 10", tables) ==
          rows{{{n(1), null}, 1}, {{n(2), null}, 2}, {{null, n(2)}, 2}, {{null, n(1)}, 1}});
    CHECK(result_of("SELECT id, k FROM w FULL JOIN (SELECT src AS id FROM e) s USING (id)", tables) ==
          rows{{{n(1), n(10)}, 1}, {{n(2), null}, 2}, {{n(3), null}, 1}, {{null, null}, 1}});
    CHECK(result_of("SELECT a.id, c.src FROM w a, w b, e c WHERE a.id < b.id AND c.src = 1 AND b.id = c.dst",
                    tables) == rows{{{n(1), n(1)}, 2}});
}

TEST_CASE("results: groups, with and without keys", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{
        {"w", {{n(1), n(10)}, {n(1), n(20)}, {null, n(5)}, {null, null}}}};
    std::map<std::string, std::vector<row>> const empty{{"w", {}}};
    CHECK(result_of("SELECT id, count(*), sum(k) + 1 AS s FROM w GROUP BY id", tables) ==
          rows{{{n(1), n(2), n(31)}, 1}, {{null, n(2), n(6)}, 1}});
    CHECK(result_of("SELECT id FROM w GROUP BY id HAVING max(k) > 5", tables) == rows{{{n(1)}, 1}});
    CHECK(result_of("SELECT count(*), count(k), sum(k), min(k) FILTER (WHERE id = 1) FROM w", tables) ==
          rows{{{n(4), n(3), n(35), n(10)}, 1}});
    CHECK(result_of("SELECT count(*), sum(k) FROM w", empty) == rows{{{n(0), null}, 1}});
    CHECK(result_of("SELECT 1 AS one FROM w HAVING count(*) > 0", empty).empty());
    CHECK(result_of("SELECT id, count(*) FROM w GROUP BY id", empty).empty());
}

TEST_CASE("results: grouping sets, where a NULL of the data is none of an absent column", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{{"w", {{n(1), n(10)}, {n(1), null}, {null, n(10)}}}};
    std::map<std::string, std::vector<row>> const empty{{"w", {}}};
    CHECK(result_of("SELECT id, k, count(*), grouping(id, k) FROM w GROUP BY GROUPING SETS ((id), (k), ())",
                    tables) == rows{{{n(1), null, n(2), n(1)}, 1},
                                    {{null, null, n(1), n(1)}, 1},
                                    {{null, n(10), n(2), n(2)}, 1},
                                    {{null, null, n(1), n(2)}, 1},
                                    {{null, null, n(3), n(3)}, 1}});
    CHECK(result_of("SELECT id, sum(k), count(*) FROM w GROUP BY ROLLUP (id)", empty) ==
          rows{{{null, null, n(0)}, 1}});
    CHECK(result_of("SELECT id, count(*) FROM w GROUP BY GROUPING SETS ((id), (id))", tables) ==
          rows{{{n(1), n(2)}, 2}, {{null, n(1)}, 2}});
    CHECK(result_of("SELECT id, count(*) FROM w GROUP BY DISTINCT GROUPING SETS ((id), (id, id))", tables) ==
          rows{{{n(1), n(2)}, 1}, {{null, n(1)}, 1}});
    CHECK(result_of("SELECT 1 AS one FROM w GROUP BY GROUPING SETS ((), ())", empty) == rows{{{n(1)}, 2}});
    CHECK(result_of("SELECT id, sum(id) FROM w GROUP BY CUBE (id)", tables) ==
          rows{{{n(1), n(2)}, 1}, {{null, null}, 1}, {{null, n(2)}, 1}});
    CHECK(result_of("SELECT id + 1 AS i, grouping(id + 1) AS g FROM w GROUP BY ROLLUP (id + 1) HAVING "
                    "grouping(id + 1) = 1",
                    tables) == rows{{{null, n(1)}, 1}});
    CHECK(result_of("SELECT id, grouping(id) FROM w GROUP BY id", tables) ==
          rows{{{n(1), n(0)}, 1}, {{null, n(0)}, 1}});
}

TEST_CASE("results: the first rows by an order", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{
        {"w", {{n(1), n(10)}, {n(2), null}, {n(3), n(10)}, {n(4), n(5)}, {n(4), n(5)}}}};
    auto const of = [&](const std::string& sql) { return result_of(sql, tables); };
    CHECK(of("SELECT id FROM w ORDER BY k, id LIMIT 3") == rows{{{n(4)}, 2}, {{n(1)}, 1}});
    CHECK(of("SELECT id FROM w ORDER BY k DESC, id DESC LIMIT 2") == rows{{{n(2)}, 1}, {{n(3)}, 1}});
    CHECK(of("SELECT id FROM w ORDER BY k NULLS FIRST, 1 LIMIT 2 OFFSET 2") ==
          rows{{{n(4)}, 1}, {{n(1)}, 1}});
    CHECK(of("SELECT id FROM w ORDER BY k FETCH FIRST 3 ROWS WITH TIES") ==
          rows{{{n(4)}, 2}, {{n(1)}, 1}, {{n(3)}, 1}});
    CHECK(of("SELECT id FROM w ORDER BY k OFFSET 1 FETCH FIRST 1 ROW WITH TIES") == rows{{{n(4)}, 1}});
    CHECK(of("SELECT id FROM w ORDER BY k FETCH FIRST 0 ROWS WITH TIES").empty());
    CHECK(of("SELECT id FROM w ORDER BY id OFFSET 100").empty());
    CHECK(of("SELECT id FROM w ORDER BY id LIMIT 0").empty());
    CHECK(of("SELECT id FROM w ORDER BY id LIMIT ALL OFFSET 2 + 1") == rows{{{n(4)}, 2}});
    CHECK(of("SELECT id AS k, k AS other FROM w ORDER BY k LIMIT 1") == rows{{{n(1), n(10)}, 1}});
    CHECK(of("SELECT k, count(*) FROM w GROUP BY k ORDER BY count(*) DESC, k LIMIT 1") ==
          rows{{{n(5), n(2)}, 1}});
    CHECK(of("SELECT DISTINCT k FROM w ORDER BY k LIMIT 2") == rows{{{n(5)}, 1}, {{n(10)}, 1}});
    CHECK(of("SELECT id FROM w UNION ALL SELECT k FROM w ORDER BY id LIMIT 3") ==
          rows{{{n(1)}, 1}, {{n(2)}, 1}, {{n(3)}, 1}});
    CHECK(of("SELECT DISTINCT ON (k) k, id FROM w ORDER BY k, id DESC") ==
          rows{{{n(10), n(3)}, 1}, {{null, n(2)}, 1}, {{n(5), n(4)}, 1}});
    CHECK(of("SELECT DISTINCT ON (k) id FROM w ORDER BY k, id LIMIT 2") == rows{{{n(4)}, 1}, {{n(1)}, 1}});
}

TEST_CASE("results: set operations count as SQL does", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{{"w", {{n(1), n(1)}, {n(1), n(1)}, {n(2), n(2)}}},
                                                         {"e", {{n(1), n(0)}, {n(3), n(0)}, {n(3), n(0)}}}};
    auto const of = [&](const std::string& op) {
        return result_of("SELECT id FROM w " + op + " SELECT src FROM e", tables);
    };
    CHECK(of("UNION ALL") == rows{{{n(1)}, 3}, {{n(2)}, 1}, {{n(3)}, 2}});
    CHECK(of("UNION") == rows{{{n(1)}, 1}, {{n(2)}, 1}, {{n(3)}, 1}});
    CHECK(of("INTERSECT ALL") == rows{{{n(1)}, 1}});
    CHECK(of("EXCEPT ALL") == rows{{{n(1)}, 1}, {{n(2)}, 1}});
    CHECK(of("EXCEPT") == rows{{{n(2)}, 1}});
    CHECK(result_of("SELECT DISTINCT id, k FROM w", tables) == rows{{{n(1), n(1)}, 1}, {{n(2), n(2)}, 1}});
}

TEST_CASE("results: recursion", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{
        {"e", {{n(1), n(2)}, {n(2), n(3)}, {n(3), n(1)}, {n(3), n(4)}}}, {"w", {{n(1), n(0)}}}};
    CHECK(result_of("WITH RECURSIVE r (n) AS (SELECT id FROM w UNION SELECT e.dst FROM e JOIN r ON e.src = "
                    "r.n) SELECT n FROM r",
                    tables) == rows{{{n(1)}, 1}, {{n(2)}, 1}, {{n(3)}, 1}, {{n(4)}, 1}});
    CHECK(result_of("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * "
                    "FROM r, w",
                    tables) ==
          rows{{{n(1), n(1), n(0)}, 1}, {{n(2), n(1), n(0)}, 1}, {{n(3), n(1), n(0)}, 1}});
}

TEST_CASE("results: functions in FROM", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{{"w", {{n(1), n(2)}, {n(2), null}, {n(3), n(0)}}},
                                                         {"e", {{n(1), n(7)}, {n(2), n(8)}, {n(2), n(8)}}}};
    CHECK(result_of("SELECT id, g FROM w, generate_series(1, k) AS g", tables) ==
          rows{{{n(1), n(1)}, 1}, {{n(1), n(2)}, 1}});
    CHECK(result_of("SELECT id, g FROM w LEFT JOIN generate_series(1, k) AS g ON g <> 2", tables) ==
          rows{{{n(1), n(1)}, 1}, {{n(2), null}, 1}, {{n(3), null}, 1}});
    CHECK(result_of("SELECT w.id, g, e.dst FROM w, generate_series(1, k) AS g, e WHERE e.src = g", tables) ==
          rows{{{n(1), n(1), n(7)}, 1}, {{n(1), n(2), n(8)}, 2}});
    CHECK(result_of("SELECT e.dst, g, o FROM e CROSS JOIN LATERAL generate_series(src, 2) WITH ORDINALITY AS "
                    "x(g, o)",
                    tables) ==
          rows{{{n(7), n(1), n(1)}, 1}, {{n(7), n(2), n(2)}, 1}, {{n(8), n(2), n(1)}, 2}});
    CHECK(result_of("SELECT g, h FROM generate_series(1, 2) AS g, generate_series(g, 2) AS h", {}) ==
          rows{{{n(1), n(1)}, 1}, {{n(1), n(2)}, 1}, {{n(2), n(2)}, 1}});
    CHECK(result_of("SELECT g, id FROM generate_series(3, 4) AS g LEFT JOIN w ON w.id = g", tables) ==
          rows{{{n(3), n(3)}, 1}, {{n(4), null}, 1}});
    CHECK(result_of("SELECT w.id, g FROM e LEFT JOIN (w CROSS JOIN generate_series(1, k) AS q(g)) ON e.src = "
                    "w.id",
                    tables)
              .size() == 3);
}

TEST_CASE("results: set-returning functions in the select list", "[pgt][bind]") {
    std::map<std::string, std::vector<row>> const tables{{"w", {{n(1), n(2)}, {n(2), null}, {n(3), n(1)}}}};
    CHECK(result_of("SELECT id, generate_series(1, k) + 5 AS g FROM w", tables) ==
          rows{{{n(1), n(6)}, 1}, {{n(1), n(7)}, 1}, {{n(3), n(6)}, 1}});
    // In step, the shorter one followed by NULLs.
    CHECK(result_of("SELECT id, generate_series(1, k) AS g, generate_series(3, 3) AS h FROM w", tables) ==
          rows{{{n(1), n(1), n(3)}, 1},
               {{n(1), n(2), null}, 1},
               {{n(2), null, n(3)}, 1},
               {{n(3), n(1), n(3)}, 1}});
    CHECK(
        result_of("SELECT generate_series(1, generate_series(1, k)) AS g, generate_series(8, 9) AS h FROM w "
                  "WHERE id = 1",
                  tables) == rows{{{n(1), n(8)}, 1}, {{n(1), n(9)}, 1}, {{n(2), n(9)}, 1}});
    CHECK(result_of("SELECT generate_series(1, k) AS g, count(*) AS c FROM w GROUP BY g", tables) ==
          rows{{{n(1), n(2)}, 1}, {{n(2), n(1)}, 1}});
    CHECK(result_of("SELECT generate_series(1, count(*)) AS g, max(k) AS m FROM w", tables) ==
          rows{{{n(1), n(2)}, 1}, {{n(2), n(2)}, 1}, {{n(3), n(2)}, 1}});
    CHECK(result_of("SELECT DISTINCT generate_series(1, k) AS g FROM w", tables) ==
          rows{{{n(1)}, 1}, {{n(2)}, 1}});
}

TEST_CASE("results: constant queries", "[pgt][bind]") {
    CHECK(result_of("SELECT 1 AS a, 'x' AS b", {}) == rows{{{n(1), pgt::value("x")}, 1}});
    CHECK(result_of("SELECT 1 AS a WHERE false", {}).empty());
    CHECK(result_of("VALUES (1), (1), (2)", {}) == rows{{{n(1)}, 2}, {{n(2)}, 1}});
}
