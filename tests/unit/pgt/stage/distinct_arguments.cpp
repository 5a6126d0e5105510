#include <pgt/stage/choose_cuts.hpp>
#include <pgt/stage/maintenance_plan.hpp>

#include <pgt/bind/bind.hpp>
#include <pgt/bind/declared_catalog.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

namespace {
using strings = std::vector<std::string>;

const pgt::bind::catalog& tables() {
    static const pgt::bind::declared_catalog declared(
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint NOT NULL, amount bigint NOT NULL,"
        " rate numeric, part text);");
    return declared;
}

/// Why the query has states, one line for each.
strings reasons_of(const std::string& query, const pgt::stage::cut_choice& choose = pgt::stage::choose_cuts) {
    auto const name = [](std::size_t i) {
        return pgt::stage::relation_name{"state", "st_" + std::to_string(i)};
    };
    auto const plan = pgt::stage::make_maintenance_plan(pgt::bind::bind_query(query, tables()), tables(),
                                                        {{"public", "st"}, name}, choose);
    strings result;
    for (std::size_t i = 0; i < plan.states(); ++i) { result.push_back(plan.stages[i].reason); }
    return result;
}

const std::string values = "the values that aggregates with DISTINCT are over";
const std::string having = "groups that HAVING leaves out follow changes, too";
} // namespace

TEST_CASE("distinct_arguments: a state for each argument", "[stage]") {
    CHECK(reasons_of("SELECT customer, count(DISTINCT amount) FROM orders GROUP BY customer") ==
          strings{values});
    CHECK(reasons_of("SELECT customer, count(DISTINCT amount), sum(DISTINCT amount), count(*) FROM orders "
                     "GROUP BY customer") == strings{values});
    CHECK(reasons_of("SELECT customer, count(DISTINCT amount), sum(DISTINCT id), max(amount) FROM orders "
                     "GROUP BY customer") == strings{values, values});
    CHECK(reasons_of("SELECT customer, count(DISTINCT id), count(DISTINCT id) FILTER (WHERE amount > 1) "
                     "FROM orders GROUP BY customer") == strings{values, values});
    CHECK(reasons_of("SELECT count(DISTINCT customer) FROM orders") == strings{values});
}

TEST_CASE("distinct_arguments: DISTINCT that changes nothing needs no state", "[stage]") {
    CHECK(reasons_of("SELECT customer, max(DISTINCT amount), bit_or(DISTINCT amount) FROM orders "
                     "GROUP BY customer")
              .empty());
}

TEST_CASE("distinct_arguments: groups that are recomputed need no state", "[stage]") {
    CHECK(reasons_of("SELECT customer, count(DISTINCT amount), array_agg(amount ORDER BY id) FROM orders "
                     "GROUP BY customer")
              .empty());
    CHECK(reasons_of("SELECT customer, count(DISTINCT rate) FROM orders GROUP BY customer").empty());
    CHECK(reasons_of("SELECT customer, count(DISTINCT amount) FROM orders GROUP BY customer",
                     pgt::stage::no_cuts)
              .empty());
}

TEST_CASE("distinct_arguments: groups under HAVING are a state", "[stage]") {
    CHECK(reasons_of("SELECT customer, max(amount) FROM orders GROUP BY customer HAVING count(*) > 1") ==
          strings{having});
    CHECK(reasons_of("SELECT customer FROM orders GROUP BY customer HAVING count(DISTINCT amount) > 1") ==
          strings{values, having});
    CHECK(reasons_of("SELECT customer, array_agg(id ORDER BY id) FROM orders GROUP BY customer HAVING "
                     "count(*) > 1")
              .empty());
}
