/// The circuits that queries are bound to, in the form that the lowering relies on.
#include <pgt/error.hpp>

#include "unit/pgt/support/bound.hpp"

#include <catch2/catch_all.hpp>

using support::circuit_of;
using support::used_by;

TEST_CASE("bind: a scan, a filter and a projection", "[pgt][bind]") {
    CHECK(circuit_of("SELECT * FROM e") == R"(
source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT a, b + 1 AS x FROM t WHERE a > 1 AND NOT b < 2 ORDER BY a") == R"(
map: (c2, (c3 + 1))  [linear]
  filter: ((c2 > 1) AND (NOT (c3 < 2)))  [linear]
    source: s0  [leaf]
)");
    CHECK(used_by("SELECT c FROM t WHERE a > 1") == "t: a c");
    CHECK(used_by("SELECT count(*) FROM t") == "t:");
}

TEST_CASE("bind: equations of WHERE are the keys of joins, other conditions go where they can be told",
          "[pgt][bind]") {
    CHECK(circuit_of(
              "SELECT t.a FROM t, u, w WHERE t.id = u.t_id AND w.id = t.a AND u.y > 3 AND w.k < t.a") == R"(
map: (c2)  [linear]
  join: (c2) = (c1) and (c15 < c2)  [bilinear]
    join: (c1) = (c2)  [bilinear]
      source: s0  [leaf]
      filter: (c4 > 3)  [linear]
        source: s1  [leaf]
    source: s2  [leaf]
)");
    CHECK(circuit_of("SELECT x.k FROM w x, e, w y WHERE x.k = y.k AND x.id < e.src") == R"(
map: (c2)  [linear]
  product: (c1 < c5)  [bilinear]
    join: (c2) = (c2)  [bilinear]
      source: s0  [leaf]
      source: s0  [leaf]
    source: s1  [leaf]
)");
    CHECK(circuit_of("SELECT 1 AS one FROM w x JOIN w y ON x.id + 1 = y.id AND y.k = x.k") == R"(
map: (1)  [linear]
  join: ((c1 + 1), c2) = (c1, c2)  [bilinear]
    source: s0  [leaf]
    source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT 1 AS one FROM w CROSS JOIN e") == R"(
map: (1)  [linear]
  product  [bilinear]
    source: s0  [leaf]
    source: s1  [leaf]
)");
}

TEST_CASE("bind: equality other than that of pg_catalog is no key", "[pgt][bind]") {
    CHECK(
        circuit_of(
            "SELECT 1 AS one FROM w JOIN e ON w.id OPERATOR(s.=) e.src AND w.k IS NOT DISTINCT FROM e.dst") ==
        R"(
map: (1)  [linear]
  product: ((c1 OPERATOR("s".=) c3) AND (c2 IS NOT DISTINCT FROM c4))  [bilinear]
    source: s0  [leaf]
    source: s1  [leaf]
)");
}

TEST_CASE("bind: outer joins keep their conditions apart from those of WHERE", "[pgt][bind]") {
    CHECK(circuit_of(
              "SELECT * FROM w LEFT JOIN e ON id = src AND dst > 1 AND k > 2 WHERE k < 9 AND dst IS NULL") ==
          R"(
filter: ((c2 < 9) AND (c4 IS NULL))  [linear]
  left_join: (c1) = (c1) and (c2 > 2)  [composite]
    source: s0  [leaf]
    filter: (c2 > 1)  [linear]
      source: s1  [leaf]
)");
    CHECK(circuit_of("SELECT * FROM w RIGHT JOIN e ON id = src AND k > 2") == R"(
right_join: (c1) = (c1)  [composite]
  filter: (c2 > 2)  [linear]
    source: s0  [leaf]
  source: s1  [leaf]
)");
    // Neither does PostgreSQL join both ways without an equality.
    CHECK_THROWS_AS(circuit_of("SELECT * FROM w FULL JOIN e ON id < src AND k > 2"), ::pgt::user_error);
    CHECK(circuit_of("SELECT x.k FROM (w x JOIN e ON x.id = src) LEFT JOIN (w y JOIN w z ON y.k = z.k) ON "
                     "dst = y.id") == R"(
map: (c2)  [linear]
  left_join: (c4) = (c1)  [composite]
    join: (c1) = (c1)  [bilinear]
      source: s0  [leaf]
      source: s1  [leaf]
    join: (c2) = (c2)  [bilinear]
      source: s0  [leaf]
      source: s0  [leaf]
)");
}

TEST_CASE("bind: merged columns of USING and NATURAL JOIN", "[pgt][bind]") {
    CHECK(circuit_of("SELECT * FROM w x JOIN w y USING (id)") == R"(
map: (c1, c2, c4)  [linear]
  join: (c1) = (c1)  [bilinear]
    source: s0  [leaf]
    source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT id FROM w x RIGHT JOIN w y USING (id)") == R"(
map: (c3)  [linear]
  right_join: (c1) = (c1)  [composite]
    source: s0  [leaf]
    source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT id FROM w x FULL JOIN w y USING (id)") == R"(
map: (COALESCE(c1, c3))  [linear]
  full_join: (c1) = (c1)  [composite]
    source: s0  [leaf]
    source: s0  [leaf]
)");
    // int and bigint: the merged column has the type that they have in common.
    CHECK(circuit_of("SELECT id FROM t LEFT JOIN u USING (id)").contains("map: (COALESCE(c1, c9))"));
    CHECK(support::bound("SELECT * FROM t NATURAL JOIN w").columns ==
          std::vector<std::string>{"id", "a", "b", "c", "d", "j", "n", "arr", "k"});
    CHECK(used_by("SELECT t.a FROM t JOIN u USING (id)") == "t: id a\nu: id");
}

TEST_CASE("bind: the columns of pg_trickle itself are invisible", "[pgt][bind]") {
    CHECK(support::bound("SELECT * FROM st").columns == std::vector<std::string>{"id", "a"});
    CHECK(circuit_of("SELECT * FROM st NATURAL JOIN st2") == R"(
map: (c2, c3)  [linear]
  join: (c2, c3) = (c2, c3)  [bilinear]
    source: s0  [leaf]
    source: s1  [leaf]
)");
    CHECK(support::bound("SELECT x FROM st AS s (x, y)").columns == std::vector<std::string>{"x"});
}

TEST_CASE("bind: grouped queries", "[pgt][bind]") {
    CHECK(circuit_of("SELECT a, count(*), sum(b * 2) + count(*) AS s, sum(b * 2) AS again FROM t GROUP BY a "
                     "HAVING max(b) > 1") == R"(
map: (c1, c2, (c3 + c2), c3)  [linear]
  filter: (c4 > 1)  [linear]
    aggregate: by (c1): "count"(*), "sum"(c2), "max"(c3)  [groupwise]
      map: (c2, (c3 * 2), c3)  [linear]
        source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT a % 2 AS k, (a % 2) + 1 AS l FROM t GROUP BY k") == R"(
map: (c1, (c1 + 1))  [linear]
  aggregate: by (c1):   [groupwise]
    map: ((c2 % 2))  [linear]
      source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT sum(a), b FROM t GROUP BY 2") ==
          circuit_of("SELECT sum(a), b FROM t GROUP BY b"));
}

TEST_CASE("bind: aggregates in all their forms", "[pgt][bind]") {
    CHECK(circuit_of(
              "SELECT count(DISTINCT a), string_agg(c, ',' ORDER BY d DESC NULLS LAST) FILTER (WHERE b > 1), "
              "percentile_cont(0.5) WITHIN GROUP (ORDER BY n), total(a), json_arrayagg(a ORDER BY b) FROM t "
              "GROUP BY a") == R"(
map: (c2, c3, c4, c5, c6)  [linear]
  aggregate: by (c1): "count"(DISTINCT c1), "string_agg"(c2, ',' ORDER BY c3 DESC NULLS LAST) FILTER (WHERE c4), "percentile_cont"(0.5) WITHIN GROUP (ORDER BY c5), "total"(c1), JSON_ARRAYAGG(c1 ORDER BY c6 ABSENT ON NULL)  [groupwise]
    map: (c2, c4, c5, (c3 > 1), c7, c3)  [linear]
      source: s0  [leaf]
)");
}

TEST_CASE("bind: an aggregate without GROUP BY has a row that no aggregate counts", "[pgt][bind]") {
    CHECK(circuit_of("SELECT count(*), max(a) FILTER (WHERE b > 1) AS m FROM t") == R"(
map: (c1, c2)  [linear]
  aggregate: by (): "count"(*) FILTER (WHERE c3), "max"(c1) FILTER (WHERE (c3 AND c2))  [groupwise]
    plus  [linear]
      map: (c2, (c3 > 1), TRUE)  [linear]
        source: s0  [leaf]
      map: (NULL, NULL, FALSE)  [linear]
        source: unit  [leaf]
)");
}

TEST_CASE("bind: columns that a primary key determines are keys of the group", "[pgt][bind]") {
    CHECK(circuit_of(
              "SELECT c, sum(y), id FROM (SELECT t.id, c, y FROM t JOIN u ON u.t_id = t.id) s GROUP BY id, c")
              .contains("aggregate"));
    CHECK(circuit_of(
              "SELECT t.c, sum(u.y) AS s, t.a + 1 AS a FROM t JOIN u ON u.t_id = t.id GROUP BY t.id") == R"(
map: (c2, c4, (c3 + 1))  [linear]
  aggregate: by (c1, c2, c3): "sum"(c4)  [groupwise]
    map: (c1, c4, c2, c12)  [linear]
      join: (c1) = (c2)  [bilinear]
        source: s0  [leaf]
        source: s1  [leaf]
)");
}

TEST_CASE("bind: set operations, DISTINCT and VALUES", "[pgt][bind]") {
    CHECK(circuit_of("SELECT DISTINCT k FROM w UNION ALL SELECT src FROM e EXCEPT SELECT 1") == R"(
except_distinct  [pointwise]
  plus  [linear]
    distinct  [pointwise]
      map: (c2)  [linear]
        source: s0  [leaf]
    map: (c1)  [linear]
      source: s1  [leaf]
  map: (1)  [linear]
    source: unit  [leaf]
)");
    CHECK(circuit_of("SELECT src FROM e INTERSECT ALL SELECT k FROM w").starts_with("\nintersect_all"));
    CHECK(circuit_of("SELECT src FROM e INTERSECT SELECT k FROM w").starts_with("\nintersect_distinct"));
    CHECK(circuit_of("SELECT src FROM e UNION SELECT k FROM w").starts_with("\nunion_distinct"));
    CHECK(circuit_of("SELECT src FROM e EXCEPT ALL SELECT k FROM w").starts_with("\nexcept_all"));
    CHECK(circuit_of("SELECT column2 FROM (VALUES (1, 'a'), (2, 'b')) v WHERE column1 > 1") == R"(
map: (c2)  [linear]
  filter: (c1 > 1)  [linear]
    source: values0  [leaf]
)");
}

TEST_CASE("bind: a WITH query, a view and a table are each one circuit, however often they are named",
          "[pgt][bind]") {
    CHECK(circuit_of("WITH x AS (SELECT k FROM w), unused AS (SELECT * FROM nowhere) SELECT p.k FROM x p "
                     "JOIN x q ON p.k = q.k") == R"(
map: (c1)  [linear]
  join: (c1) = (c1)  [bilinear]
    #1 map: (c2)  [linear]
      source: s0  [leaf]
    #1
)");
    CHECK(circuit_of("SELECT p.n FROM v p JOIN v q ON p.n = q.n JOIN renamed r ON r.k = p.a")
              .contains("#1 map: (c1, c2)  [linear]\n        aggregate"));
    CHECK(support::bound("SELECT * FROM renamed").columns == std::vector<std::string>{"k"});
    // A WITH query hides a table, and itself stands for the table inside its own definition.
    CHECK(circuit_of("WITH w AS (SELECT k FROM w) SELECT * FROM w") == R"(
map: (c2)  [linear]
  source: s0  [leaf]
)");
}

TEST_CASE("bind: recursion is a fixpoint with a closed body", "[pgt][bind]") {
    CHECK(circuit_of("WITH RECURSIVE r (n) AS (SELECT src FROM e UNION SELECT e.dst FROM e JOIN r ON e.src = "
                     "r.n) SELECT n FROM r") == R"(
fixpoint: no. 1  [recursive]
  map: (c1)  [linear]
    source: s0  [leaf]
  source: s0  [leaf]
  body
    distinct  [pointwise]
      plus  [linear]
        import: input 0  [leaf]
        map: (c2)  [linear]
          join: (c1) = (c1)  [bilinear]
            import: input 1  [leaf]
            variable  [leaf]
)");
    CHECK(circuit_of("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n "
                     "FROM r") == R"(
fixpoint: no. 1  [recursive]
  map: (1)  [linear]
    source: unit  [leaf]
  body
    plus  [linear]
      import: input 0  [leaf]
      map: ((c1 + 1))  [linear]
        filter: (c1 < 9)  [linear]
          variable  [leaf]
)");
    // A WITH query and a view that the step reads are imported whole.
    CHECK(circuit_of("WITH RECURSIVE x AS (SELECT DISTINCT src FROM e), r AS (SELECT id AS n FROM w UNION "
                     "ALL SELECT x.src FROM r, x, v "
                     "WHERE x.src = r.n AND v.a = r.n) SELECT n FROM r")
              .contains("import: input 2"));
    // RECURSIVE alone makes no recursion.
    CHECK(circuit_of("WITH RECURSIVE r AS (SELECT k FROM w UNION SELECT src FROM e) SELECT * FROM r")
              .starts_with("\nunion_distinct"));
}

TEST_CASE("bind: limits order by columns, which are removed where the query does not show them",
          "[pgt][bind]") {
    CHECK(circuit_of("SELECT a FROM t ORDER BY b DESC, a LIMIT 3 OFFSET 1") == R"(
map: (c1)  [linear]
  top_k: by (): limit 3 offset 1 order by (c2) DESC, (c1)  [groupwise]
    map: (c2, c3)  [linear]
      source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT DISTINCT ON (id) id, k FROM w ORDER BY id, k NULLS FIRST") == R"(
top_k: by (c1): limit 1 order by (c1), (c2) NULLS FIRST  [groupwise]
  source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT a FROM t ORDER BY a") == circuit_of("SELECT a FROM t"));
    CHECK(circuit_of("SELECT a FROM t ORDER BY a LIMIT ALL OFFSET 0") == circuit_of("SELECT a FROM t"));
}

TEST_CASE("bind: functions in FROM are called with the rows that they read, constant ones are relations",
          "[pgt][bind]") {
    CHECK(circuit_of("SELECT t.id, x.k FROM t, unnest(t.arr) e, w x WHERE x.k = e AND t.a > 1") == R"(
map: (c1, c11)  [linear]
  join: (c9) = (c2)  [bilinear]
    flat_map: unnest(c8)  [linear]
      filter: (c2 > 1)  [linear]
        source: s0  [leaf]
    source: s1  [leaf]
)");
    CHECK(
        circuit_of("SELECT k, o FROM w LEFT JOIN LATERAL ROWS FROM (generate_series(1, k), f(id) AS (b int)) "
                   "WITH ORDINALITY r(g, b, o) ON g > id") == R"(
map: (c2, c5)  [linear]
  flat_map: left join ROWS FROM ("generate_series"(1, c2), "f"(c1) AS ("b" "pg_catalog"."int4")) WITH ORDINALITY on (c3 > c1)  [linear]
    source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT g, id FROM w RIGHT JOIN generate_series(1, 3) g ON g = w.id") == R"(
map: (c3, c1)  [linear]
  right_join: (c1) = (c1)  [non-linear]
    source: s0  [leaf]
    flat_map: "generate_series"(1, 3)  [linear]
      source: unit  [leaf]
)");
    CHECK(used_by("SELECT w.id FROM w, generate_series(1, k) g") == "w: id k");
}
