#include <pgt/error.hpp>
#include <pgt/lower/facts/monotone.hpp>
#include <pgt/lower/make_plan.hpp>

#include "unit/pgt/support/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace support;
using Catch::Matchers::ContainsSubstring;
using pgt::lower::plan;
using pgt::lower::stored_as;

namespace {
const no_catalog nothing;
const sql::qname target{"public", "st"};

pgt::bind::source orders() {
    return table(0, "orders",
                 {{"id", "integer!"}, {"customer", "integer"}, {"amount", "integer!"}, {"day", "date"}}, {0});
}
pgt::bind::query orders_query(circuit root, std::vector<std::string> names) {
    return {std::move(root), std::move(names), {orders()}};
}
plan plan_of(pgt::bind::query query, const stored_as& how) {
    return pgt::lower::make_plan(std::move(query), nothing, target, pgt::lower::returned::counts, how);
}
const std::vector<std::string> all_names{"id", "customer", "amount", "day"};
std::string total(const plan& p) { return p.delta({true}).str(); }
} // namespace

TEST_CASE("stored_as: the partition of a row with a key is that of the deleted one", "[lower][stored_as]") {
    auto const p = plan_of(orders_query(source(0), all_names), {.partitioned_by = {"day"}, .appends = false});
    CHECK_THAT(total(p), ContainsSubstring(R"((s."day" OPERATOR(pg_catalog.=) n.p1) OR)"));
    CHECK_THAT(total(p), ContainsSubstring("CASE WHEN bool_or("));
    // Whatever the plan: between the first and the last partition of the change.
    CHECK_THAT(total(p),
               ContainsSubstring(R"(s."day" OPERATOR(pg_catalog.>=) (SELECT min(r.p1) FROM merged AS r))"));
    // A full refresh finds a row wherever it is stored.
    CHECK_THAT(p.full().str(), !ContainsSubstring("n.p1"));
}

TEST_CASE("stored_as: a partition key in the key needs no condition of its own", "[lower][stored_as]") {
    auto const p = plan_of(orders_query(source(0), all_names), {.partitioned_by = {"id"}, .appends = false});
    CHECK_THAT(total(p), !ContainsSubstring("n.p1"));
    CHECK_THAT(total(p), ContainsSubstring(R"((s."id" OPERATOR(pg_catalog.=) n.k1))"));
    CHECK_THAT(total(p), ContainsSubstring("SELECT max(r.k1) FROM merged AS r"));
}

TEST_CASE("stored_as: rows of a bag are deleted in their partition", "[lower][stored_as]") {
    auto const query = [] {
        return orders_query(dbsp::map(source(0), mapping({c(1), c(3)})), {"customer", "day"});
    };
    auto const p = plan_of(query(), {.partitioned_by = {"day"}, .appends = false});
    for (const std::string& text : {total(p), p.full().str()}) {
        CHECK_THAT(text, ContainsSubstring("s.ctid = x.ctid AND s.tableoid = x.tableoid"));
        CHECK_THAT(text, ContainsSubstring(R"((s."day" OPERATOR(pg_catalog.=) x.p1))"));
    }
    auto const plain = plan_of(query(), {});
    CHECK_THAT(total(plain), !ContainsSubstring("tableoid"));
}

TEST_CASE("stored_as: a table is partitioned by columns of its query", "[lower][stored_as]") {
    CHECK_THROWS_AS(plan_of(orders_query(source(0), all_names), {.partitioned_by = {"x"}, .appends = false}),
                    pgt::user_error);
}

TEST_CASE("stored_as: what is only added to is not looked at", "[lower][stored_as]") {
    stored_as const appending{.partitioned_by = {}, .appends = true};
    auto const keyed = plan_of(orders_query(source(0), all_names), appending);
    CHECK_THAT(total(keyed), ContainsSubstring("INSERT INTO"));
    CHECK_THAT(total(keyed), !ContainsSubstring("MERGE"));
    CHECK_THAT(keyed.full().str(), ContainsSubstring("MERGE"));
    auto const bag = plan_of(orders_query(dbsp::map(source(0), mapping({c(1)})), {"customer"}), appending);
    CHECK(bag.gains_from_net);
    CHECK_THAT(total(bag), ContainsSubstring("generate_series"));
    CHECK_THAT(total(bag), !ContainsSubstring("DELETE"));
    CHECK_THAT(total(bag), ContainsSubstring("inconsistent"));
}

TEST_CASE("stored_as: which queries only gain rows", "[lower][stored_as]") {
    using pgt::lower::non_appending_part;
    CHECK_FALSE(non_appending_part(orders_query(source(0), all_names)));
    auto const groups =
        orders_query(grouped(source(0), 1, {call(aggregate_kind::sum, "sum", 2)}), {"c", "s"});
    CHECK(non_appending_part(groups) == "an aggregate or GROUP BY");
}
