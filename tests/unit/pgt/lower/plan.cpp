#include <pgt/lower/make_plan.hpp>

#include "unit/pgt/support/tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace support;
using Catch::Matchers::ContainsSubstring;
using pgt::lower::make_plan;
using pgt::lower::plan;

namespace {
const no_catalog nothing;
const sql::qname target{"public", "st"};

const std::vector<std::pair<std::string, std::string>> order_columns{
    {"id", "integer!"}, {"customer", "integer"}, {"amount", "integer!"}, {"note", "text"}};
const std::vector<std::pair<std::string, std::string>> customer_columns{{"id", "integer!"}, {"name", "text"}};

pgt::bind::source orders() { return table(0, "orders", order_columns, {0}); }
pgt::bind::source customers() { return table(1, "customers", customer_columns, {0}); }
circuit orders_of_customers() { return joined(source(0), 4, 1, source(1), 2, 0); }

plan plan_of(circuit root, std::vector<std::string> names, std::vector<pgt::bind::source> sources) {
    return make_plan({std::move(root), std::move(names), std::move(sources)}, nothing, target);
}
std::string total(const plan& p) { return p.delta({true}).str(); }
} // namespace

TEST_CASE("plan: an unchanged source gives no term, and nothing is computed before", "[lower][plan]") {
    auto const p = plan_of(orders_of_customers(), {"a", "b", "c", "d", "e", "f"}, {orders(), customers()});
    auto const one = p.delta({true, false}).str();
    CHECK_THAT(one, ContainsSubstring("__pgt_delta_0"));
    CHECK_THAT(one, !ContainsSubstring("__pgt_delta_1"));
    CHECK_THAT(one, !ContainsSubstring("(- "));
    auto const other = p.delta({false, true}).str();
    CHECK_THAT(other, !ContainsSubstring("__pgt_delta_0"));
    // Both: the change of one side meets the other as it was, which is the table less its change.
    auto const both = p.delta({true, true}).str();
    CHECK_THAT(both, ContainsSubstring(R"(__pgt_delta_0 AS t1, "public"."customers" AS t2)"));
    CHECK_THAT(both, ContainsSubstring("__pgt_delta_0 AS t3, __pgt_delta_1 AS t4"));
    CHECK_THAT(both, ContainsSubstring("(- ("));
}

TEST_CASE("plan: rows are found by the key of the query, through joins", "[lower][plan]") {
    auto const p =
        plan_of(orders_of_customers(), {"id", "b", "c", "d", "customer", "f"}, {orders(), customers()});
    // Each order has one customer at most: its own key is the key of the join.
    CHECK_THAT(p.initial().str(), ContainsSubstring(R"(CAST(t1."id" AS bigint) AS rid)"));
    CHECK_THAT(p.delta({true, false}).str(), ContainsSubstring("MERGE INTO"));
}

TEST_CASE("plan: net changes of one source are looked at by key at once", "[lower][plan]") {
    auto const p =
        plan_of(orders_of_customers(), {"id", "b", "c", "d", "customer", "f"}, {orders(), customers()});
    CHECK(p.gains_from_net);
    auto const added_up = ContainsSubstring("d AS MATERIALIZED");
    CHECK_THAT(p.delta({true, false}, true).str(), !added_up);
    CHECK_THAT(p.delta({true, false}, true).str(),
               ContainsSubstring("DO NOTHING")); // what goes may be what comes
    CHECK_THAT(p.delta({true, false}, false).str(), added_up);
    // A row of both may come with one change and go with the other.
    CHECK_THAT(p.delta({true, true}, true).str(), added_up);
}

TEST_CASE("plan: rows without a key are a bag, taken away one by one", "[lower][plan]") {
    auto const p = plan_of(dbsp::map(source(0), mapping({c(1), c(3)})), {"customer", "note"}, {orders()});
    CHECK_THAT(p.initial().str(), ContainsSubstring(R"(pgtrickle.row_id(t1."customer", t1."note") AS rid)"));
    CHECK_THAT(total(p), ContainsSubstring("LIMIT (- d.w)"));
    CHECK_THAT(total(p), !ContainsSubstring("MERGE"));
}

TEST_CASE("plan: the classes of the rows that changes touch, where they alone are read", "[lower][plan]") {
    auto const by_row_id = ContainsSubstring("OPERATOR(pg_catalog.&) 127::bigint");
    auto const kept = plan_of(dbsp::map(source(0), mapping({c(0), c(2)})), {"id", "amount"}, {orders()});
    auto const touched = kept.touched({true});
    REQUIRE(touched.has_value());
    CHECK_THAT(touched->str(), by_row_id);
    CHECK_THAT(touched->str(), !ContainsSubstring("public"));
    auto const bag = plan_of(dbsp::map(source(0), mapping({c(3)})), {"note"}, {orders()});
    CHECK_THAT(bag.touched({true}).value().str(), ContainsSubstring("pgtrickle.row_id("));
    auto const pairs =
        plan_of(orders_of_customers(), {"a", "b", "c", "d", "e", "f"}, {orders(), customers()});
    CHECK(!pairs.touched({true, false}).has_value());
}

TEST_CASE("plan: counts and sums of integers are added up; no table is read", "[lower][plan]") {
    auto const in = dbsp::map(source(0), mapping({c(1), c(2)}));
    auto const p = plan_of(grouped(in, 1, {count_rows(), call(aggregate_kind::sum, "sum", 1)}),
                           {"customer", "n", "total"}, {orders()});
    CHECK(p.hidden.empty()); // all of it is shown, and amount is never NULL
    CHECK_THAT(total(p), !ContainsSubstring(R"("orders")"));
    CHECK_THAT(total(p), ContainsSubstring(R"(s."n" + n.d2)") || ContainsSubstring(R"(s."n" + n.d1)"));
}

TEST_CASE("plan: what the query doesn't show is kept in hidden columns", "[lower][plan]") {
    auto const in = dbsp::map(source(0), mapping({c(1), c(2)}));
    auto const groups = grouped(in, 1, {call(aggregate_kind::avg, "avg", 1)});
    auto const p = plan_of(dbsp::map(groups, mapping({c(1)})), {"mean"}, {orders()});
    std::vector<std::string> names;
    for (const auto& column : p.hidden) { names.push_back(column.name); }
    // The key, the sum, and the number of rows, which is the number of amounts, too.
    CHECK(names == std::vector<std::string>{"__pgt_key_1", "__pgt_state_2", "__pgt_state_3"});
    CHECK(p.hidden[1].purpose == "follows sum(amount) of the group");
}

TEST_CASE("plan: extremes are compared; their groups are read when the extremum goes", "[lower][plan]") {
    auto const in = dbsp::map(source(0), mapping({c(1), c(2)}));
    auto const p =
        plan_of(grouped(in, 1, {call(aggregate_kind::max, "max", 1)}), {"customer", "greatest"}, {orders()});
    CHECK_THAT(total(p), ContainsSubstring("greatest("));
    CHECK_THAT(total(p), ContainsSubstring("rescan AS MATERIALIZED"));
}

TEST_CASE("plan: what may recompute groups has a statement that only adds", "[lower][plan]") {
    auto const in = dbsp::map(source(0), mapping({c(1), c(2)}));
    auto const greatest =
        plan_of(grouped(in, 1, {call(aggregate_kind::max, "max", 1)}), {"customer", "greatest"}, {orders()});
    REQUIRE(greatest.adds);
    auto const text = greatest.adding({true}).str();
    CHECK_THAT(text, ContainsSubstring("pgtrickle.not_additive()"));
    CHECK_THAT(text, !ContainsSubstring("rescan") && !ContainsSubstring(R"("orders")"));
    // An empty group needs no extremum.
    CHECK(text.find("= 0 THEN DELETE") < text.find("not_additive"));
    CHECK(!plan_of(grouped(in, 1, {call(aggregate_kind::sum, "sum", 1)}), {"customer", "total"}, {orders()})
               .adds);
    CHECK(!plan_of(grouped(in, 1, {call(aggregate_kind::other, "string_agg", 1)}), {"customer", "all"},
                   {orders()})
               .adds);
    CHECK(!plan_of(source(0), {"id", "b", "c", "d"}, {orders()}).adds);
}

TEST_CASE("plan: any other aggregate is computed from the rows of the touched groups", "[lower][plan]") {
    auto const in = dbsp::map(source(0), mapping({c(1), c(3)}));
    auto const p = plan_of(grouped(in, 1, {call(aggregate_kind::other, "string_agg", 1)}),
                           {"customer", "notes"}, {orders()});
    CHECK_THAT(total(p), ContainsSubstring(R"("orders")"));
    CHECK_THAT(total(p), ContainsSubstring("EXISTS (SELECT FROM"));
}

TEST_CASE("plan: DISTINCT counts its rows", "[lower][plan]") {
    auto const p = plan_of(dbsp::distinct(dbsp::map(source(0), mapping({c(1)}))), {"customer"}, {orders()});
    REQUIRE(p.hidden.size() == 1);
    CHECK_THAT(total(p), !ContainsSubstring(R"("orders")"));
}

TEST_CASE("plan: different representations of equal values are distinguished for rows, and not for groups",
          "[lower][plan]") {
    auto prices = table(0, "prices", {{"price", "numeric"}});
    prices.relation.columns[0].type = type("numeric", false);
    auto const rows = plan_of(source(0), {"price"}, {prices});
    CHECK_THAT(total(rows), ContainsSubstring("GROUP BY pgtrickle.row_image("));
    auto const groups = plan_of(grouped(source(0), 1, {count_rows()}), {"price", "n"}, {prices});
    CHECK_THAT(groups.initial().str(), ContainsSubstring(R"(GROUP BY t1."price")"));
    CHECK_THAT(groups.initial().str(), ContainsSubstring("any_value("));
}

TEST_CASE("plan: types without equality are payload", "[lower][plan]") {
    auto documents = table(0, "documents", {{"id", "integer!"}, {"body", "json"}}, {0});
    documents.relation.columns[1].type = no_equality("json");
    auto const p = plan_of(source(0), {"id", "body"}, {documents});
    CHECK_THAT(p.full().str(), ContainsSubstring(R"(pgtrickle.row_image(s."body") OPERATOR(pg_catalog.<>))"));
    CHECK_THAT(p.full().str(), !ContainsSubstring(R"(s."body" IS DISTINCT)"));
}

TEST_CASE("plan: a query that can only be recomputed has no delta", "[lower][plan]") {
    auto const p = pgt::lower::make_full_plan(sql::from_server("SELECT random() AS r"),
                                              {column_of("r", "double precision", 1)}, target);
    CHECK_FALSE(p.make_delta);
    CHECK_THAT(p.initial().str(), ContainsSubstring("(SELECT random() AS r) AS q OFFSET 0) AS q (c1)"));
}

TEST_CASE("plan: shows the circuit with the cost of each operator", "[lower][explain]") {
    auto const in = dbsp::map(orders_of_customers(), mapping({c(5), c(2)}));
    auto const p = plan_of(grouped(in, 1, {call(aggregate_kind::sum, "sum", 1)}), {"name", "total"},
                           {orders(), customers()});
    CHECK(p.draw().text == "aggregate: by (c1): sum(c2), O(delta)  [groupwise]\n"
                           "  map: (c6, c3), O(delta)  [linear]\n"
                           "    join: (c2) = (c1), O(delta)  [bilinear]\n"
                           "      source: public.orders  [leaf]\n"
                           "      source: public.customers  [leaf]\n");
    CHECK_THAT(p.draw().mermaid, ContainsSubstring("flowchart"));
    CHECK_THAT(p.draw_delta({true, false}).text, ContainsSubstring("source: public.orders change"));
}
