#include <pgt/stage/derivation.hpp>

#include <pgt/bind/bind.hpp>
#include <pgt/bind/declared_catalog.hpp>
#include <pgt/lower/store/stored_rows.hpp>
#include <pgt/stage/choose_cuts.hpp>

#include <catch2/catch_test_macros.hpp>

#include <optional>
#include <string>
#include <vector>

namespace {
using pgt::stage::derivation;
using pgt::stage::maintenance_plan;
using strings = std::vector<std::string>;

const pgt::bind::catalog& tables_of_derivations() {
    static const pgt::bind::declared_catalog declared(
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL, amount bigint NOT NULL, note "
        "text);"
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, parent bigint);");
    return declared;
}

maintenance_plan plan_of_derivation(const std::string& query) {
    return pgt::stage::make_maintenance_plan(
        pgt::bind::bind_query(query, tables_of_derivations()), tables_of_derivations(),
        {{"public", "st"},
         [](std::size_t i) { return pgt::stage::relation_name{"state", "st_" + std::to_string(i)}; }},
        pgt::stage::choose_cuts);
}

std::optional<std::vector<derivation>> derived(const std::string& before, const std::string& now) {
    return pgt::stage::derivations(plan_of_derivation(now), plan_of_derivation(before));
}

/// What each stored column of the stream table is, by the names of those that were stored, and which rows of them there are.
strings shown(const std::string& before, const std::string& now) {
    auto const found = derived(before, now);
    if (!found) { return {"not derived"}; }
    auto const& of_table = found->back();
    std::vector<pgt::sql::text> names;
    for (const auto& name : plan_of_derivation(before).stages.at(of_table.from).how.stored().columns) {
        names.push_back(pgt::sql::from_server(name));
    }
    strings result;
    for (const auto& one : of_table.columns) { result.push_back(one.print(names).str()); }
    for (const auto& one : of_table.conditions) { result.push_back("where " + one.print(names).str()); }
    result.push_back(of_table.same_ids ? "same ids" : "other ids");
    return result;
}
} // namespace

TEST_CASE("derivation: columns less, in another order, under other names", "[stage]") {
    const std::string before = "SELECT id, customer, amount FROM orders WHERE amount > 7";
    CHECK(shown(before, "SELECT amount, id FROM orders WHERE amount > 7") ==
          strings{"amount", "id", "same ids"});
    CHECK(shown(before, "SELECT id AS number, customer FROM orders WHERE amount > 7") ==
          strings{"id", "customer", "same ids"});
    CHECK(shown(before, "SELECT customer FROM orders WHERE amount > 7") == strings{"customer", "other ids"});
}

TEST_CASE("derivation: what is computed from stored columns, and which rows are left", "[stage]") {
    const std::string before = "SELECT id, customer, amount FROM orders WHERE amount > 7";
    CHECK(shown(before, "SELECT id, amount + 1 AS more FROM orders WHERE amount > 7") ==
          strings{"id", "(amount + 1)", "same ids"});
    CHECK(shown(before, "SELECT id, amount FROM orders WHERE amount > 7 AND customer = 3") ==
          strings{"id", "amount", "where (customer = 3)", "same ids"});
    CHECK(shown("SELECT id, amount * 2 AS twice FROM orders",
                "SELECT id, amount * 2 + 1 AS odd FROM orders") == strings{"id", "(twice + 1)", "same ids"});
}

TEST_CASE("derivation: groups that both queries have", "[stage]") {
    const std::string before =
        "SELECT customer, count(*) AS n, sum(amount) AS total FROM orders GROUP BY customer";
    CHECK(shown(before, "SELECT customer, sum(amount) AS total FROM orders GROUP BY customer").front() ==
          "customer");
    CHECK(shown(before, "SELECT customer, count(*) AS n FROM orders GROUP BY customer") ==
          strings{"customer", "n", "same ids"});
    CHECK(shown(before, "SELECT customer, sum(amount) / count(*) AS mean FROM orders GROUP BY customer")[1] ==
          "(total / n)");
    auto const less = derived(
        before, "SELECT customer, count(*) AS n FROM orders GROUP BY customer HAVING sum(amount) > 5");
    REQUIRE(less);
    REQUIRE(less->size() == 2); // the groups that HAVING leaves out have become a state
    CHECK(less->front().conditions.empty());
    CHECK(less->back().conditions.size() == 1);
    CHECK(less->back().same_ids);
    // They are still there when HAVING goes.
    CHECK(
        derived("SELECT customer, sum(amount) AS total FROM orders GROUP BY customer HAVING sum(amount) > 5",
                "SELECT customer, sum(amount) AS total FROM orders GROUP BY customer"));
}

TEST_CASE("derivation: joins, partitions and states", "[stage]") {
    const std::string joined =
        "SELECT o.id, c.name, o.amount FROM orders o LEFT JOIN customers c ON c.id = o.customer";
    CHECK(shown(joined, "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer") ==
          strings{"id", "name", "same ids"});
    const std::string ranked =
        "SELECT id, customer, rank() OVER (PARTITION BY customer ORDER BY amount) AS place FROM orders";
    CHECK(derived(ranked,
                  "SELECT id, rank() OVER (PARTITION BY customer ORDER BY amount) AS place FROM orders"));
    const std::string above = "SELECT id, amount FROM orders WHERE amount > (SELECT avg(amount) FROM orders)";
    CHECK(derived(above, "SELECT id FROM orders WHERE amount > (SELECT avg(amount) FROM orders)"));
}

TEST_CASE("derivation: what is not stored is not derived", "[stage]") {
    const strings none{"not derived"};
    const std::string before = "SELECT id, customer FROM orders WHERE amount > 7";
    CHECK(shown(before, "SELECT id, amount FROM orders WHERE amount > 7") == none);
    CHECK(shown(before, "SELECT id, customer FROM orders") == none);
    CHECK(shown(before, "SELECT id, customer FROM orders WHERE amount > 8") == none);
    CHECK(shown(before, "SELECT id, customer FROM orders WHERE amount > 7 AND amount < 9") == none);
    CHECK(shown(before, "SELECT id, parent AS customer FROM customers WHERE parent > 7") == none);
    const std::string groups = "SELECT customer, count(*) AS n FROM orders GROUP BY customer";
    CHECK(shown(groups, "SELECT customer, count(*) AS n, max(amount) AS top FROM orders GROUP BY customer") ==
          none);
    CHECK(shown(groups, "SELECT id AS customer, count(*) AS n FROM orders GROUP BY id") == none);
    CHECK(shown(groups, "SELECT customer, count(*) AS n FROM orders WHERE id > 1 GROUP BY customer") == none);
    CHECK(shown("SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer",
                "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer") == none);
    CHECK(shown("SELECT count(*) AS n FROM orders", "SELECT count(*) AS n FROM customers") == none);
    CHECK(shown("SELECT id, amount FROM orders ORDER BY amount LIMIT 3",
                "SELECT id, amount FROM orders ORDER BY amount LIMIT 4") == none);
    CHECK(shown("SELECT customer FROM orders UNION ALL SELECT id FROM customers",
                "SELECT customer FROM orders UNION SELECT id FROM customers") == none);
}

TEST_CASE("derivation: recursions are recomputed", "[stage]") {
    const std::string tree =
        "WITH RECURSIVE tree AS (SELECT id, parent FROM customers WHERE parent IS NULL UNION "
        "SELECT c.id, c.parent FROM customers c JOIN tree t ON c.parent = t.id) ";
    CHECK_FALSE(derived(tree + "SELECT id, parent FROM tree", tree + "SELECT id FROM tree"));
}
