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

const pgt::bind::catalog& tables() {
    static const pgt::bind::declared_catalog declared(
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL, amount numeric, note text);");
    return declared;
}

pgt::stage::maintenance_plan plan_of(const std::string& query,
                                     const pgt::stage::cut_choice& choose = pgt::stage::choose_cuts) {
    return pgt::stage::make_maintenance_plan(
        pgt::bind::bind_query(query, tables()), tables(),
        {{"public", "st"},
         [](std::size_t i) { return pgt::stage::relation_name{"state", "st_" + std::to_string(i)}; }},
        choose);
}

const std::string ranked =
    "(SELECT customer, rank() OVER (PARTITION BY customer ORDER BY amount) AS r FROM orders) q";
} // namespace

TEST_CASE("required_cuts: window functions below other operators are stored, whatever is chosen", "[stage]") {
    for (const std::string& query :
         {"SELECT r, count(*) FROM " + ranked + " GROUP BY r", "SELECT DISTINCT r FROM " + ranked,
          "SELECT q.r, o.id FROM " + ranked + " JOIN orders o ON o.id = q.r",
          "SELECT r, sum(r) OVER () FROM " + ranked}) {
        CAPTURE(query);
        for (const auto& choose : {pgt::stage::choose_cuts, pgt::stage::no_cuts}) {
            auto const plan = plan_of(query, choose);
            REQUIRE(plan.states() == 1);
            CHECK(plan.stages[0].reason == "window functions below other operators");
        }
    }
    for (const std::string& query :
         {"SELECT * FROM " + ranked, "SELECT r + 1 FROM " + ranked + " WHERE r < 3"}) {
        CAPTURE(query);
        CHECK(plan_of(query).states() == 0);
    }
}

TEST_CASE("offset_rows: the rows up to the last one that a limit keeps are stored", "[stage]") {
    for (const std::string query :
         {"SELECT id FROM orders ORDER BY amount, id LIMIT 3 OFFSET 2",
          "SELECT id, amount FROM orders ORDER BY amount OFFSET 2 FETCH FIRST 3 ROWS WITH TIES",
          "SELECT count(*) FROM (SELECT id FROM orders ORDER BY amount, id LIMIT 3 OFFSET 2) q"}) {
        CAPTURE(query);
        for (const auto& choose : {pgt::stage::choose_cuts, pgt::stage::no_cuts}) {
            auto const plan = plan_of(query, choose);
            REQUIRE(plan.states() >= 1);
            CHECK(plan.stages[0].reason == "the first rows, of which OFFSET leaves out some");
            CHECK(plan.stages[0].how.arrangement == "first rows");
            CHECK_THAT(plan.stages[0].how.initial().str(), ContainsSubstring("5"));
        }
    }
    for (const std::string query :
         {"SELECT id FROM orders ORDER BY amount, id LIMIT 3", "SELECT id FROM orders ORDER BY id OFFSET 2",
          "SELECT id FROM orders ORDER BY id LIMIT 9999 OFFSET 2",
          "SELECT customer FROM orders ORDER BY customer LIMIT 0 OFFSET 2",
          "SELECT DISTINCT ON (customer) id FROM orders ORDER BY customer, amount, id"}) {
        CAPTURE(query);
        CHECK(plan_of(query).states() == 0);
    }
}

TEST_CASE("partitions: deleted rows are stored ones, found by an index on the partition", "[lower][plan]") {
    auto const by_number =
        plan_of("SELECT customer, rank() OVER (PARTITION BY customer ORDER BY amount) FROM orders");
    auto const& own = by_number.table();
    CHECK(own.hidden.empty());
    CHECK(own.indexes == std::vector<std::vector<std::string>>{{"__pgt_row_id"}, {"customer"}});
    auto const text = own.delta({true}).str();
    CHECK_THAT(text, ContainsSubstring("FROM touched, \"public\".\"st\" AS s"));
    CHECK_THAT(text, ContainsSubstring("(s.\"customer\" OPERATOR(pg_catalog.=) touched.c1)"));

    auto const by_text =
        plan_of("SELECT id, percent_rank() OVER (PARTITION BY note ORDER BY amount) FROM orders");
    auto const& hashed = by_text.table();
    REQUIRE(hashed.hidden.size() == 2);
    CHECK(hashed.hidden[0].name == "__pgt_key_1");
    CHECK(hashed.hidden[1].name == "__pgt_partition");
    CHECK(hashed.hidden[1].type == "bigint");
    CHECK(hashed.is_keyed);
    CHECK(hashed.indexes == std::vector<std::vector<std::string>>{{"__pgt_row_id"}, {"__pgt_partition"}});
    CHECK_THAT(hashed.delta({true}).str(),
               ContainsSubstring("s.\"__pgt_partition\" OPERATOR(pg_catalog.=) touched.id"));
}
