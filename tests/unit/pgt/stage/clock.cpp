#include <pgt/stage/choose_cuts.hpp>
#include <pgt/stage/maintenance_plan.hpp>

#include <pgt/bind/bind.hpp>
#include <pgt/bind/declared_catalog.hpp>
#include <pgt/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

namespace {
using Catch::Matchers::ContainsSubstring;

pgt::stage::maintenance_plan plan_of(const std::string& query) {
    static const pgt::bind::declared_catalog tables(
        "CREATE TABLE e (id bigint PRIMARY KEY, k bigint, ts timestamptz, unread text);"
        "CREATE TABLE f (id bigint PRIMARY KEY, k bigint, since timestamptz);");
    return pgt::stage::make_maintenance_plan(
        pgt::bind::bind_query(query, tables), tables,
        {{"public", "st"},
         [](std::size_t i) { return pgt::stage::relation_name{"state", "st_" + std::to_string(i)}; }},
        pgt::stage::choose_cuts);
}
} // namespace

TEST_CASE("clock: a condition on a table makes a source of its own, found by the column", "[stage]") {
    auto const plan = plan_of("SELECT k, count(*) FROM e WHERE ts > now() - '1 day'::interval GROUP BY k");
    CHECK(plan.states() == 0);
    REQUIRE(plan.clocked.size() == 1);
    CHECK(plan.clocked[0].base == 0);
    CHECK(plan.clocked[0].indexed == std::vector<std::string>{"ts"});
    CHECK(plan.stages.back().reads == std::vector<bool>{false, true});
    auto const changes = plan.clocked[0].changes(true).str();
    CHECK_THAT(changes, ContainsSubstring("__pgt_delta_0"));
    CHECK_THAT(changes, !ContainsSubstring("now\"()"));
    CHECK_THAT(plan.clocked[0].changes(false).str(), !ContainsSubstring("__pgt_delta_0"));
}

TEST_CASE("clock: conditions reach the tables through projections, unions and joins", "[stage]") {
    for (const std::string query :
         {"SELECT * FROM (SELECT k, ts AS t FROM e UNION ALL SELECT k, since FROM f) u WHERE t > now()",
          "SELECT e.id FROM e LEFT JOIN f ON f.k = e.k WHERE e.ts > now() AND e.ts < now() + '1 "
          "day'::interval",
          "SELECT e.id FROM e JOIN f ON f.k = e.k AND f.since > now() WHERE e.ts < now()",
          "SELECT id FROM e WHERE EXISTS (SELECT FROM f WHERE f.k = e.k AND f.since > now())",
          "SELECT * FROM (SELECT DISTINCT ts FROM e) q WHERE ts > now()",
          "SELECT ts, count(*) FROM e GROUP BY ts HAVING ts > now()"}) {
        CAPTURE(query);
        auto const plan = plan_of(query);
        CHECK(plan.states() == 0);
        CHECK(!plan.clocked.empty());
    }
}

TEST_CASE("clock: rows that are computed are stored, and found by an index", "[stage]") {
    for (const std::string query :
         {"SELECT k, max(ts) FROM e GROUP BY k HAVING max(ts) > now()",
          "SELECT e.id FROM e JOIN f ON f.k = e.k WHERE greatest(e.ts, f.since) > now()"}) {
        CAPTURE(query);
        auto const plan = plan_of(query);
        REQUIRE(plan.states() == 1);
        REQUIRE(plan.clocked.size() == 1);
        CHECK(plan.clocked[0].base == plan.sources);
    }
    auto const groups = plan_of("SELECT k, max(ts) AS m FROM e GROUP BY k HAVING max(ts) > now()");
    CHECK(groups.stages[0].how.indexes.back() == std::vector<std::string>{"c2"});
}

TEST_CASE("clock: what reads the clock in another way is refused", "[stage]") {
    for (const std::string query :
         {"SELECT id FROM e WHERE now() - ts < now() - '2026-01-01'", "SELECT id FROM e WHERE ts <> now()",
          "SELECT e.id FROM e LEFT JOIN f ON f.k = e.k AND e.ts > now()",
          "SELECT id FROM e WHERE (ts > now()) IS NOT FALSE",
          "WITH RECURSIVE r(id) AS (SELECT id FROM e UNION SELECT f.id FROM f JOIN r ON f.k = r.id AND "
          "(r.id > 3 OR f.since > now())) SELECT id FROM r"}) {
        CAPTURE(query);
        CHECK_THROWS_AS(plan_of(query), pgt::user_error);
    }
    for (const std::string query :
         {"SELECT id FROM e WHERE now() - ts < '1 day'::interval",
          "WITH RECURSIVE r(id) AS (SELECT id FROM e UNION SELECT f.id FROM f JOIN r ON f.k = r.id AND "
          "f.since > now()) SELECT id FROM r"}) {
        CAPTURE(query);
        CHECK(plan_of(query).clocked.size() == 1);
    }
}
