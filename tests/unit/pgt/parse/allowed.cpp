#include <pgt/parse/parse.hpp>

#include "unit/pgt/support/refused.hpp"

using namespace pgt;

static pgt::user_error refusal(const std::string& sql) {
    return support::refused([&] { (void)parse::check_allowed(sql); });
}
static std::string at(const std::string& sql) { return support::pointed_at(sql, refusal(sql)); }

TEST_CASE("allowed: what FULL can serve passes, incremental or not", "[pgt][parse]") {
    for (std::string const sql :
         {"SELECT a, rank() OVER (ORDER BY a) FROM t", "SELECT 1 FROM t GROUP BY CUBE (a)",
          "SELECT DISTINCT ON (a) a FROM t", "SELECT 1 FROM f() AS x(a int)",
          "SELECT a FROM t ORDER BY a LIMIT 3 OFFSET 2", "SELECT a FROM t ORDER BY a LIMIT '3'::bigint",
          "SELECT a FROM t LIMIT ALL OFFSET 0", "SELECT a FROM t LIMIT NULL::bigint", "VALUES (1)", "TABLE t",
          "WITH x AS (SELECT 1) SELECT * FROM x",
          "SELECT 1 FROM t ORDER BY 1 FETCH FIRST 2 ROWS WITH TIES"}) {
        CAPTURE(sql);
        CHECK(parse::check_allowed(sql).empty());
    }
}

TEST_CASE("allowed: what is refused in every mode", "[pgt][parse]") {
    for (std::string const sql :
         {"SELECT 1 FROM t TABLESAMPLE system (1)", "SELECT 1 FROM t FOR UPDATE",
          "SELECT 1 FROM t FOR NO KEY UPDATE", "SELECT 1 FROM t FOR SHARE",
          "SELECT 1 FROM (SELECT 1 FROM t FOR KEY SHARE) s", "SELECT a FROM t LIMIT 3",
          "SELECT a FROM t OFFSET 2", "SELECT a FROM t LIMIT 0", "SELECT a FROM t FETCH FIRST 1 ROW ONLY",
          "SELECT a FROM t ORDER BY a LIMIT 1 + 1", "SELECT a FROM t ORDER BY a LIMIT 1 OFFSET (SELECT 1)",
          "(SELECT 1 UNION SELECT 2) LIMIT 1", "INSERT INTO t VALUES (1)", "CREATE TABLE x (a int)",
          "WITH d AS (DELETE FROM t RETURNING a) SELECT a FROM d", "SELECT 1 WHERE EXISTS (SELECT $1)",
          "SELECT 1 INTO x FROM t", "SELECT 1 UNION ALL (SELECT 1 FROM t FOR UPDATE)"}) {
        CAPTURE(sql);
        auto const e = refusal(sql);
        CHECK(e.sqlstate() == "0A000");
        CHECK_FALSE(e.hint().empty());
        CHECK(e.position());
    }
    CHECK(refusal("SELECT 1; SELECT 2").sqlstate() == "42601");
    CHECK(refusal("").sqlstate() == "42601");
    CHECK(refusal("SELEC 1").sqlstate() == "42601");
}

TEST_CASE("allowed: errors point at the construct", "[pgt][parse]") {
    CHECK(at("SELECT a FROM t LIMIT 3") == "3");
    CHECK(at("SELECT 'é', a FROM t TABLESAMPLE system (1)") == "system (1)");
    CHECK(at("SELECT a + $1 FROM t") == "$1 FROM t");
}

TEST_CASE("allowed: nesting is limited, chains are not nesting", "[pgt][parse]") {
    std::string nested = "SELECT 1";
    std::string chain = "SELECT 1";
    for (int i = 0; i < 70; ++i) {
        nested = "SELECT (" + nested + ")";
        chain += " UNION ALL SELECT 1";
    }
    CHECK(refusal(nested).sqlstate() == "54000");
    CHECK(parse::check_allowed(nested, {.query_depth = 100}).empty());
    CHECK(parse::check_allowed(chain).empty());
}

TEST_CASE("allowed: a subquery with LIMIT but no ORDER BY is warned of", "[pgt][parse]") {
    auto const warnings = parse::check_allowed(
        "SELECT 1 FROM (SELECT a FROM t LIMIT 3) s, LATERAL (SELECT 1 ORDER BY 1 LIMIT 1) l");
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].at == 37);
}
