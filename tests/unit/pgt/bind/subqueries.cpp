/// What queries with subqueries compute, by the reference evaluator.
#include "unit/pgt/support/bound.hpp"
#include "unit/pgt/support/refused.hpp"

#include <catch2/catch_all.hpp>

using pgt::row;
using support::result_of;
using support::rows;

static pgt::value n(std::int64_t number) { return number; }
static pgt::value const null;
static pgt::value const yes = true;
static pgt::value const no = false;

using contents = std::map<std::string, std::vector<row>>;

TEST_CASE("subqueries: EXISTS and IN as conditions", "[pgt][bind]") {
    contents const tables{{"w", {{n(1), n(10)}, {n(1), n(10)}, {n(2), null}, {null, n(5)}}},
                          {"e", {{n(1), n(10)}, {n(1), n(11)}, {n(3), null}}}};
    CHECK(result_of("SELECT id FROM w WHERE EXISTS (SELECT 1 FROM e WHERE src = id)", tables) ==
          rows{{{n(1)}, 2}});
    CHECK(result_of("SELECT id FROM w WHERE NOT EXISTS (SELECT 1 FROM e WHERE src = id)", tables) ==
          rows{{{n(2)}, 1}, {{null}, 1}});
    CHECK(result_of("SELECT id FROM w WHERE EXISTS (SELECT 1 FROM e WHERE src = id AND dst > k)", tables) ==
          rows{{{n(1)}, 2}});
    CHECK(result_of("SELECT id FROM w WHERE EXISTS (SELECT 1 FROM e)", tables).size() == 3);
    CHECK(result_of("SELECT id FROM w WHERE id IN (SELECT src FROM e)", tables) == rows{{{n(1)}, 2}});
    CHECK(result_of("SELECT id FROM w WHERE (id, k) IN (SELECT src, dst FROM e)", tables) ==
          rows{{{n(1)}, 2}});
    CHECK(result_of("SELECT k FROM w WHERE k < ANY (SELECT dst FROM e)", tables) ==
          rows{{{n(10)}, 2}, {{n(5)}, 1}});
    CHECK(
        result_of(
            "SELECT id FROM w WHERE EXISTS (SELECT 1 FROM e WHERE src = id GROUP BY dst HAVING count(*) > 0)",
            tables) == rows{{{n(1)}, 2}});
    CHECK(result_of("SELECT id FROM w WHERE EXISTS (SELECT 1 FROM e a WHERE a.src = id AND NOT EXISTS "
                    "(SELECT 1 FROM e b WHERE b.src = id AND b.dst > a.dst AND b.dst > k))",
                    tables) == rows{{{n(1)}, 2}});
}

TEST_CASE("subqueries: NOT IN and ALL with NULLs", "[pgt][bind]") {
    contents const tables{{"w", {{n(1), n(10)}, {n(2), null}, {null, n(5)}}},
                          {"e", {{n(1), n(4)}, {n(3), null}, {n(1), n(7)}}}};
    CHECK(result_of("SELECT id FROM w WHERE id NOT IN (SELECT src FROM e)", tables) == rows{{{n(2)}, 1}});
    CHECK(result_of("SELECT k FROM w WHERE k NOT IN (SELECT dst FROM e)", tables).empty());
    CHECK(result_of("SELECT id FROM w WHERE k NOT IN (SELECT dst FROM e WHERE src = id)", tables) ==
          rows{{{n(1)}, 1}, {{n(2)}, 1}, {{null}, 1}});
    CHECK(result_of("SELECT id FROM w WHERE k NOT IN (SELECT dst FROM e WHERE src = 9)", tables).size() == 3);
    CHECK(result_of("SELECT k FROM w WHERE k > ALL (SELECT dst FROM e WHERE src = 1)", tables) ==
          rows{{{n(10)}, 1}});
    CHECK(result_of("SELECT k FROM w WHERE k <> ALL (SELECT dst FROM e WHERE src = 1)", tables) ==
          rows{{{n(10)}, 1}, {{n(5)}, 1}});
    CHECK(result_of("SELECT id FROM w WHERE (id, k) NOT IN (SELECT src, dst FROM e WHERE src = 3)", tables) ==
          rows{{{n(1)}, 1}, {{n(2)}, 1}});
}

TEST_CASE("subqueries: as truth values", "[pgt][bind]") {
    contents const tables{{"w", {{n(1), n(10)}, {n(2), null}, {null, n(5)}}},
                          {"e", {{n(1), n(4)}, {n(3), null}}}};
    CHECK(result_of("SELECT id, EXISTS (SELECT 1 FROM e WHERE src = id) AS x FROM w", tables) ==
          rows{{{n(1), yes}, 1}, {{n(2), no}, 1}, {{null, no}, 1}});
    CHECK(result_of("SELECT id, id IN (SELECT src FROM e) AS x FROM w", tables) ==
          rows{{{n(1), yes}, 1}, {{n(2), no}, 1}, {{null, null}, 1}});
    CHECK(result_of("SELECT k, k IN (SELECT dst FROM e) AS x FROM w", tables) ==
          rows{{{n(10), null}, 1}, {{null, null}, 1}, {{n(5), null}, 1}});
    CHECK(result_of("SELECT id, k > ALL (SELECT dst FROM e WHERE src = id) AS x FROM w", tables) ==
          rows{{{n(1), yes}, 1}, {{n(2), yes}, 1}, {{null, yes}, 1}});
    CHECK(result_of("SELECT id FROM w WHERE k = 5 OR EXISTS (SELECT 1 FROM e WHERE src = id)", tables) ==
          rows{{{n(1)}, 1}, {{null}, 1}});
}

TEST_CASE("subqueries: as values", "[pgt][bind]") {
    contents const tables{{"w", {{n(1), n(10)}, {n(1), n(20)}, {n(2), null}, {null, n(5)}}},
                          {"e", {{n(1), n(4)}, {n(1), n(6)}, {n(3), null}}}};
    CHECK(result_of("SELECT id, (SELECT count(*) FROM e WHERE src = id) AS c FROM w", tables) ==
          rows{{{n(1), n(2)}, 2}, {{n(2), n(0)}, 1}, {{null, n(0)}, 1}});
    CHECK(result_of("SELECT id, (SELECT sum(dst) + count(*) FROM e WHERE src = id) AS c FROM w", tables) ==
          rows{{{n(1), n(12)}, 2}, {{n(2), null}, 1}, {{null, null}, 1}});
    CHECK(result_of("SELECT k FROM w WHERE k > (SELECT max(dst) FROM e)", tables) ==
          rows{{{n(10)}, 1}, {{n(20)}, 1}});
    CHECK(result_of("SELECT k FROM w WHERE k > (SELECT max(dst) FROM e WHERE src <= id)", tables) ==
          rows{{{n(10)}, 1}, {{n(20)}, 1}});
    CHECK(result_of("SELECT id, count(*) FROM w GROUP BY id HAVING count(*) = (SELECT count(*) FROM e WHERE "
                    "src = id)",
                    tables) == rows{{{n(1), n(2)}, 1}});
    CHECK(result_of("SELECT id, sum(k) + (SELECT max(dst) FROM e WHERE src = id) AS s FROM w GROUP BY id",
                    tables) == rows{{{n(1), n(36)}, 1}, {{n(2), null}, 1}, {{null, null}, 1}});
    CHECK(
        result_of("SELECT (SELECT min(k) FROM w x WHERE x.id = w.id AND x.k > (SELECT min(dst) FROM e WHERE "
                  "e.src = w.id)) AS m FROM w",
                  tables) == rows{{{n(10)}, 2}, {{null}, 2}});
    CHECK(result_of("SELECT sum((SELECT count(*) FROM e WHERE src = id)) AS s FROM w", tables) ==
          rows{{{n(4)}, 1}});
    CHECK(result_of("SELECT (SELECT k) AS k FROM w WHERE id = 2", tables) == rows{{{null}, 1}});
}

TEST_CASE("subqueries: LATERAL", "[pgt][bind]") {
    contents const tables{{"w", {{n(1), n(10)}, {n(2), null}, {null, n(5)}}},
                          {"e", {{n(1), n(4)}, {n(1), n(6)}, {n(3), null}}}};
    CHECK(result_of("SELECT id, dst FROM w, LATERAL (SELECT dst FROM e WHERE src = id) s", tables) ==
          rows{{{n(1), n(4)}, 1}, {{n(1), n(6)}, 1}});
    CHECK(result_of(
              "SELECT id, m FROM w LEFT JOIN LATERAL (SELECT dst + k AS m FROM e WHERE src = id) s ON m > 14",
              tables) == rows{{{n(1), n(16)}, 1}, {{n(2), null}, 1}, {{null, null}, 1}});
    CHECK(result_of("SELECT id, c FROM w CROSS JOIN LATERAL (SELECT count(*) AS c FROM e WHERE src = id) s",
                    tables) == rows{{{n(1), n(2)}, 1}, {{n(2), n(0)}, 1}, {{null, n(0)}, 1}});
    CHECK(result_of("SELECT id, v FROM w, LATERAL (VALUES (k), (id)) s (v)", tables) ==
          rows{{{n(1), n(10)}, 1},
               {{n(1), n(1)}, 1},
               {{n(2), null}, 1},
               {{n(2), n(2)}, 1},
               {{null, n(5)}, 1},
               {{null, null}, 1}});
    CHECK(
        result_of("SELECT id, d FROM w, LATERAL (SELECT dst AS d FROM e WHERE src = id UNION SELECT k) s",
                  tables) ==
        rows{{{n(1), n(4)}, 1}, {{n(1), n(6)}, 1}, {{n(1), n(10)}, 1}, {{n(2), null}, 1}, {{null, n(5)}, 1}});
    CHECK(
        result_of(
            "SELECT w.id, x.id FROM w, LATERAL (SELECT a.id FROM w a LEFT JOIN e ON src = w.id AND dst > a.k "
            "WHERE dst IS NULL AND a.k IS NOT NULL) x WHERE w.id = 1",
            tables) == rows{{{n(1), n(1)}, 1}});
}

TEST_CASE("subqueries: names", "[pgt][bind]") {
    auto const state = [](const std::string& sql) {
        return support::refused([&] { (void)support::bound(sql); }).sqlstate();
    };
    CHECK(state("SELECT (SELECT nothing FROM e) FROM w") == "42703");
    CHECK(state("SELECT (SELECT x.id FROM e) FROM w") == "42P01");
    CHECK(state("SELECT 1 FROM e, (SELECT src) s") == "42703");
    CHECK(state("SELECT (SELECT k) FROM w GROUP BY id") == "42803");
    CHECK(support::used_by("SELECT 1 AS one FROM w WHERE EXISTS (SELECT 1 FROM e WHERE src = id)") ==
          "w: id\ne: src");
}
