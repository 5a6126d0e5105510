#include <pgt/lower/change/join_keys.hpp>
#include <pgt/stage/choose_cuts.hpp>
#include <pgt/stage/maintenance_plan.hpp>

#include <pgt/bind/bind.hpp>
#include <pgt/bind/declared_catalog.hpp>
#include <pgt/lower/make_plan.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

namespace {
using Catch::Matchers::ContainsSubstring;
using pgt::stage::maintenance_plan;
using strings = std::vector<std::string>;
namespace sql = pgt::sql;

const pgt::stage::relation_name target{"public", "st"};

const pgt::bind::catalog& tables() {
    static const pgt::bind::declared_catalog declared(
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL, amount bigint NOT NULL);"
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, parent bigint);");
    return declared;
}

maintenance_plan plan_of(const std::string& query,
                         const pgt::stage::cut_choice& choose = pgt::stage::choose_cuts) {
    return pgt::stage::make_maintenance_plan(
        pgt::bind::bind_query(query, tables()), tables(),
        {target, [](std::size_t i) { return pgt::stage::relation_name{"state", "st_" + std::to_string(i)}; }},
        choose);
}

/// Why the query has states, one line for each.
strings reasons_of(const std::string& query) {
    strings result;
    auto const plan = plan_of(query);
    for (std::size_t i = 0; i < plan.states(); ++i) { result.push_back(plan.stages[i].reason); }
    return result;
}

const std::string paths =
    "WITH RECURSIVE tree AS (SELECT id, parent FROM customers WHERE parent IS NULL UNION "
    "SELECT c.id, c.parent FROM customers c JOIN tree t ON c.parent = t.id) ";
const std::string of_all = "an aggregate over all rows below other operators";
const std::string groups = "groups that are not found by their key";
const std::string recursion = "a recursion below other operators: its changes are computed from its rows";
} // namespace

TEST_CASE("choose_cuts: a query that one stage maintains has no states", "[stage]") {
    for (const std::string query : {
             "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer",
             "SELECT customer, sum(amount) FROM orders GROUP BY customer",
             "SELECT count(*) FROM orders",
             "SELECT DISTINCT customer FROM orders",
             "SELECT customer FROM orders UNION SELECT id FROM customers",
             "SELECT customer FROM orders EXCEPT ALL SELECT id FROM customers",
             "SELECT c.name, t.n FROM customers c JOIN (SELECT customer, count(*) AS n FROM orders GROUP BY "
             "customer)"
             " t ON t.customer = c.id",
             "SELECT n, count(*) FROM (SELECT customer, count(*) AS n FROM orders GROUP BY customer) t GROUP "
             "BY n",
             "SELECT c.name, t.n FROM customers c LEFT JOIN (SELECT customer, count(*) AS n FROM orders"
             " GROUP BY customer) t ON t.customer = c.id",
         }) {
        CAPTURE(query);
        CHECK(reasons_of(query).empty());
    }
    CHECK(reasons_of(paths + "SELECT id FROM tree").empty());
}

TEST_CASE("choose_cuts: a recursion below other operators", "[stage]") {
    CHECK(reasons_of(paths + "SELECT count(*) FROM tree") == strings{recursion});
    CHECK(reasons_of(paths + "SELECT id FROM tree WHERE id > 7") == strings{recursion});
    CHECK(reasons_of(paths + "SELECT t.id, c.name FROM tree t JOIN customers c ON c.id = t.id") ==
          strings{recursion});
    CHECK(reasons_of(paths + "SELECT a.id FROM tree a JOIN tree b ON b.id = a.parent") == strings{recursion});
}

TEST_CASE("choose_cuts: an aggregate over all rows that is compared with rows", "[stage]") {
    CHECK(reasons_of(
              "SELECT o.id FROM orders o, (SELECT max(amount) AS m FROM orders) t WHERE o.amount = t.m") ==
          strings{of_all});
    CHECK(reasons_of(
              "SELECT o.id FROM orders o, (SELECT sum(amount) AS m FROM orders) t WHERE o.amount > t.m") ==
          strings{of_all});
}

TEST_CASE("choose_cuts: groups that are looked up by the result of an aggregate", "[stage]") {
    CHECK(
        reasons_of("SELECT c.name FROM customers c JOIN (SELECT customer, count(*) AS n FROM orders GROUP BY"
                   " customer) t ON t.n = c.id") == strings{groups});
    CHECK(reasons_of(
              "SELECT n, max(customer) FROM (SELECT customer, count(*) AS n FROM orders GROUP BY customer) t"
              " GROUP BY n") == strings{groups});
}

TEST_CASE("choose_cuts: groups of joined rows that are kept by adding changes up", "[stage]") {
    const std::string joined = "groups of joined rows, which would be joined twice for each change";
    const std::string rows = "FROM customers c LEFT JOIN orders o ON o.customer = c.id GROUP BY c.id";
    CHECK(reasons_of("SELECT n, count(*) FROM (SELECT c.id, count(o.id) AS n " + rows + ") t GROUP BY n") ==
          strings{joined});
    CHECK(reasons_of("SELECT n, count(*) FROM (SELECT c.id, max(o.id) AS n " + rows + ") t GROUP BY n")
              .empty());
    CHECK(reasons_of("SELECT c.id, count(o.id) AS n " + rows).empty());
}

TEST_CASE("choose_cuts: the rows of large groups that are computed from joined rows", "[stage]") {
    const strings members{"the rows of groups, which would be joined again for each change"};
    const std::string rows = " FROM orders o JOIN customers c ON c.id = o.customer ";
    for (const std::string& query : {
             "SELECT c.name, array_agg(o.id ORDER BY o.id)" + rows + "GROUP BY c.name",
             "SELECT c.name, max(o.amount), count(*)" + rows + "GROUP BY c.name",
             "SELECT max(o.amount)" + rows,
             "SELECT c.name, array_agg(o.id ORDER BY o.id)" + rows + "GROUP BY c.name HAVING count(*) > 1",
             std::string("SELECT c.name, max(o.id) FROM orders o JOIN customers c ON o.amount > c.id GROUP "
                         "BY c.name"),
             std::string(
                 "SELECT n, array_agg(o.id ORDER BY o.id) FROM orders o, generate_series(1, o.amount) n"
                 " GROUP BY n"),
         }) {
        CAPTURE(query);
        CHECK(reasons_of(query) == members);
    }
}

TEST_CASE("choose_cuts: groups whose rows are found, or not looked at", "[stage]") {
    const std::string rows = " FROM orders o JOIN customers c ON c.id = o.customer ";
    for (const std::string& query : {
             "SELECT c.id, array_agg(o.id ORDER BY o.id)" + rows + "GROUP BY c.id",
             "SELECT o.customer, max(c.name)" + rows + "GROUP BY o.customer",
             "SELECT c.name, c.id + 0, max(o.id)" + rows + "GROUP BY c.name, c.id, c.id + 0",
             "SELECT c.name, sum(o.amount)" + rows + "GROUP BY c.name",
             std::string("SELECT customer, array_agg(id ORDER BY id) FROM orders GROUP BY customer"),
             "SELECT c.name, o.amount, max(o.id)" + rows + "GROUP BY ROLLUP (c.name, o.amount)",
             std::string("SELECT id, max(n) FROM orders, generate_series(1, amount) n GROUP BY id"),
         }) {
        CAPTURE(query);
        CHECK(reasons_of(query).empty());
    }
}

TEST_CASE("choose_cuts: large groups below other operators, and their rows", "[stage]") {
    CHECK(reasons_of("SELECT o.id, g.m FROM orders o JOIN (SELECT c.name, max(o.id) AS m FROM orders o JOIN"
                     " customers c ON c.id = o.customer GROUP BY c.name) g ON g.m = o.id") ==
          strings{"the rows of groups, which would be joined again for each change", groups});
}

TEST_CASE("maintenance_plan: the extremum of a group is found by an index", "[stage]") {
    auto const plan =
        plan_of("SELECT o.amount, max(c.name), min(c.id) FILTER (WHERE c.id > 1), count(*) FROM orders o"
                " JOIN customers c ON c.id = o.customer GROUP BY o.amount");
    REQUIRE(plan.states() == 1);
    using lists = std::vector<strings>;
    CHECK(plan.stages[0].how.indexes == lists{{"__pgt_row_id"}, {"c1", "c2"}, {"c1", "c3"}});
    auto const text = plan.table().delta({false, false, true}).str();
    CHECK_THAT(text, ContainsSubstring(R"(THEN (SELECT "max"(t3."c2") FROM "state"."st_1" AS t3 WHERE)"));
    CHECK_THAT(text, ContainsSubstring(R"((t3."c1" OPERATOR(pg_catalog.=) n.k1) AND )"));
    CHECK_THAT(text, ContainsSubstring("CASE WHEN n.l1 THEN n.x1 ELSE greatest("));
    CHECK_THAT(text, !ContainsSubstring("AS g ON"));
}

TEST_CASE("maintenance_plan: groups with a NULL in their key are recomputed where an extremum leaves",
          "[stage]") {
    auto const text = plan_of("SELECT c.parent, max(o.id) FROM orders o JOIN customers c ON c.id = o.customer"
                              " GROUP BY c.parent")
                          .table()
                          .delta({false, false, true})
                          .str();
    CHECK_THAT(text, ContainsSubstring("AND (n.k1 IS NULL)), false) AS rescan"));
    CHECK_THAT(text, ContainsSubstring("AND NOT (n.k1 IS NULL)"));
}

TEST_CASE("choose_cuts: states below states", "[stage]") {
    CHECK(reasons_of(paths +
                     "SELECT o.id FROM orders o, (SELECT max(id) AS m FROM tree) t WHERE o.amount < t.m") ==
          strings{recursion, of_all});
}

TEST_CASE("maintenance_plan: one stage is the plan of the query", "[stage]") {
    const std::string query = "SELECT customer, sum(amount) FROM orders GROUP BY customer";
    auto const one = plan_of(query);
    auto const plain = pgt::lower::make_plan(pgt::bind::bind_query(query, tables()), tables(), target.sql());
    REQUIRE(one.states() == 0);
    CHECK(one.table().initial().str() == plain.initial().str());
    CHECK(one.table().full().str() == plain.full().str());
    CHECK(one.table().delta({true}).str() == plain.delta({true}).str());
}

TEST_CASE("maintenance_plan: states can be switched off", "[stage]") {
    auto const plan = plan_of(paths + "SELECT count(*) FROM tree", pgt::stage::no_cuts);
    CHECK(plan.states() == 0);
    CHECK_THAT(plan.table().delta({true}).str(), ContainsSubstring("WITH RECURSIVE"));
}

TEST_CASE("maintenance_plan: a later stage reads the state and what has changed in it", "[stage]") {
    auto const plan = plan_of(paths + "SELECT count(*) FROM tree");
    REQUIRE(plan.states() == 1);
    const auto& state = plan.stages[0];
    CHECK(state.columns.size() == 2);
    CHECK(state.reads == pgt::lower::source_set{true, false});
    CHECK(plan.stages[1].reads == pgt::lower::source_set{false, true});
    CHECK_THAT(state.how.delta({true, false}).str(),
               ContainsSubstring("RETURNING WITH (OLD AS before, NEW AS after)"));
    CHECK_THAT(state.how.full().str(), !ContainsSubstring("RETURNING"));
    CHECK_THAT(plan.table().delta({false, true}).str(), ContainsSubstring("__pgt_delta_1"));
    CHECK_THAT(plan.table().initial().str(), ContainsSubstring(R"("state"."st_1")"));
    CHECK(plan.changed_for(0, {true, false}) == pgt::lower::source_set{true, false});
    CHECK(plan.changed_for(1, {true, false}) == pgt::lower::source_set{false, false});
}

TEST_CASE("maintenance_plan: a state without a key returns its change", "[stage]") {
    auto query = pgt::bind::bind_query("SELECT customer FROM orders", tables());
    auto const cut = query.root;
    query.root = dbsp::distinct(query.root);
    auto const plan = pgt::stage::make_maintenance_plan(
        query, tables(), {target, [](std::size_t) { return pgt::stage::relation_name{"state", "st"}; }},
        [&](const auto&, const auto&) { return std::vector<pgt::stage::cut>{{cut, "forced"}}; });
    auto const text = plan.stages[0].how.delta({true, false}).str();
    CHECK_THAT(text, ContainsSubstring(R"(d.w::integer AS "__pgt_weight" FROM d)"));
    CHECK_THAT(text, ContainsSubstring("INSERT INTO"));
}
