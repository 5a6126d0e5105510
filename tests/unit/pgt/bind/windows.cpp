/// Window functions: the circuits they become, what they give, and what is refused.
#include "unit/pgt/support/bound.hpp"
#include "unit/pgt/support/refused.hpp"

#include <catch2/catch_test_macros.hpp>

using pgt::row;
using support::circuit_of;
using support::result_of;
using support::rows;

static pgt::value n(std::int64_t number) { return number; }
static pgt::value const null;

static const std::map<std::string, std::vector<row>>& tables() {
    static const std::map<std::string, std::vector<row>> all{
        {"w", {{n(1), n(10)}, {n(1), n(20)}, {n(1), n(20)}, {n(2), n(5)}, {null, n(7)}, {null, null}}}};
    return all;
}
static rows results(const std::string& list, const std::string& rest = "") {
    return result_of("SELECT " + list + " FROM w " + rest, tables());
}
static pgt::user_error refusal(const std::string& sql) {
    return support::refused([&] { (void)support::bound(sql); });
}

TEST_CASE("windows: one node by what all windows are partitioned by", "[pgt][bind]") {
    CHECK(circuit_of("SELECT id, rank() OVER (PARTITION BY a ORDER BY b DESC) FROM t") == R"(
map: (c3, c4)  [linear]
  group_transform: by (c1): "rank"() OVER (PARTITION BY c1 ORDER BY c2 DESC)  [groupwise]
    map: (c2, c3, c1)  [linear]
      source: s0  [leaf]
)");
    CHECK(circuit_of(
              "SELECT sum(b) OVER (PARTITION BY a, c), count(*) OVER (PARTITION BY c) + 1 AS n FROM t") == R"(
map: (c4, (c5 + 1))  [linear]
  group_transform: by (c1): "sum"(c3) OVER (PARTITION BY c2, c1), "count"(*) OVER (PARTITION BY c1)  [groupwise]
    map: (c4, c2, c3)  [linear]
      source: s0  [leaf]
)");
    CHECK(circuit_of("SELECT a, rank() OVER (ORDER BY sum(b)) FROM t GROUP BY a HAVING count(*) > 1") == R"(
map: (c2, c3)  [linear]
  group_transform: by (): "rank"() OVER (ORDER BY c1)  [groupwise]
    map: (c2, c1)  [linear]
      filter: (c3 > 1)  [linear]
        aggregate: by (c1): "sum"(c2), "count"(*)  [groupwise]
          map: (c2, c3)  [linear]
            source: s0  [leaf]
)");
}

TEST_CASE("windows: results", "[pgt][bind]") {
    CHECK(results("id, k, rank() OVER (PARTITION BY id ORDER BY k)") == rows{{{n(1), n(10), n(1)}, 1},
                                                                             {{n(1), n(20), n(2)}, 2},
                                                                             {{n(2), n(5), n(1)}, 1},
                                                                             {{null, n(7), n(1)}, 1},
                                                                             {{null, null, n(2)}, 1}});
    CHECK(results("id, k, count(*) OVER (PARTITION BY id), sum(k) OVER (ORDER BY id NULLS FIRST)") ==
          rows{{{n(1), n(10), n(3), n(57)}, 1},
               {{n(1), n(20), n(3), n(57)}, 2},
               {{n(2), n(5), n(1), n(62)}, 1},
               {{null, n(7), n(2), n(7)}, 1},
               {{null, null, n(2), n(7)}, 1}});
    CHECK(
        results("lag(k, 1, -1) OVER w AS l, lead(k) OVER w AS f", "WHERE id = 1 WINDOW w AS (ORDER BY k)") ==
        rows{{{n(-1), n(20)}, 1}, {{n(10), n(20)}, 1}, {{n(20), null}, 1}});
    CHECK(results("CASE WHEN row_number() OVER (ORDER BY k) > 3 THEN 1 ELSE 0 END AS x", "WHERE k > 0") ==
          rows{{{n(0)}, 3}, {{n(1)}, 2}});
    CHECK(results("id, dense_rank() OVER (ORDER BY count(*) DESC) AS r", "GROUP BY id") ==
          rows{{{n(1), n(1)}, 1}, {{null, n(2)}, 1}, {{n(2), n(3)}, 1}});
}

TEST_CASE("windows: frames", "[pgt][bind]") {
    auto const over = [](const std::string& frame) {
        return results("k, sum(k) OVER (ORDER BY k " + frame + ")", "WHERE id = 1");
    };
    CHECK(over("ROWS UNBOUNDED PRECEDING") ==
          rows{{{n(10), n(10)}, 1}, {{n(20), n(30)}, 1}, {{n(20), n(50)}, 1}});
    CHECK(over("RANGE BETWEEN 10 PRECEDING AND CURRENT ROW") ==
          rows{{{n(10), n(10)}, 1}, {{n(20), n(50)}, 2}});
    CHECK(over("GROUPS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE TIES") ==
          rows{{{n(10), n(50)}, 1}, {{n(20), n(20)}, 2}});
    CHECK(over("RANGE BETWEEN 5 FOLLOWING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW") ==
          rows{{{n(10), n(40)}, 1}, {{n(20), null}, 2}});
}

TEST_CASE("windows: named ones continue others", "[pgt][bind]") {
    auto const over = [](const std::string& last) {
        return circuit_of(
            "SELECT sum(a) OVER " + last +
            " FROM t WINDOW p AS (PARTITION BY b), o AS (p ORDER BY c), f AS (o ROWS 1 PRECEDING)");
    };
    CHECK(over("o") == over("(PARTITION BY b ORDER BY c)"));
    CHECK(over("f") == over("(o ROWS 1 PRECEDING)"));
    CHECK(over("(p ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)") == over("f"));
    for (const std::string wrong : {"(o PARTITION BY a)", "(o ORDER BY a)", "(f)", "missing"}) {
        CAPTURE(wrong);
        auto const sql =
            "SELECT sum(a) OVER " + wrong +
            " FROM t WINDOW p AS (PARTITION BY b), o AS (p ORDER BY c), f AS (o ROWS 1 PRECEDING)";
        CHECK(refusal(sql).sqlstate() == (wrong == "missing" ? "42704" : "42P20"));
    }
}

TEST_CASE("windows: refused", "[pgt][bind]") {
    CHECK(refusal("SELECT 1 FROM t WHERE rank() OVER (ORDER BY a) = 1").sqlstate() == "42P20");
    CHECK(refusal("SELECT sum(rank() OVER (ORDER BY a)) FROM t").sqlstate() == "42803");
    CHECK(refusal("SELECT rank() OVER (ORDER BY rank() OVER ()) FROM t").sqlstate() == "42P20");
    CHECK(refusal("SELECT sum(DISTINCT a) OVER () FROM t").sqlstate() == "0A000");
    CHECK(refusal("SELECT sum(a) OVER (ROWS b PRECEDING) FROM t").sqlstate() == "0A000");
    CHECK(refusal("SELECT row_number() OVER () FROM (SELECT a FROM t ORDER BY b) s").sqlstate() == "0A000");
    CHECK(refusal("WITH RECURSIVE r (n) AS (SELECT k FROM w UNION SELECT rank() OVER (ORDER BY n) FROM r) "
                  "SELECT n FROM r")
              .sqlstate() == "0A000");
}
