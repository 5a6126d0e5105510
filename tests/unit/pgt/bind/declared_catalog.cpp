#include <pgt/bind/declared_catalog.hpp>

#include "unit/pgt/support/refused.hpp"

using namespace pgt;

TEST_CASE("declared_catalog: tables with their types and keys", "[pgt][bind]") {
    bind::declared_catalog const catalog(
        "CREATE SCHEMA s; CREATE TABLE s.t (id serial, \"B\" varchar(10) NOT NULL, c numeric(10,2) UNIQUE, "
        "ts timestamptz(3), e text[], "
        "f s.kind, j json, PRIMARY KEY (id), UNIQUE (id, \"B\")) PARTITION BY RANGE (id);");
    CHECK_FALSE(catalog.relation("public", "t"));
    auto const t = catalog.relation("s", "t").value();
    CHECK(t.kind == bind::relation_kind::partitioned_table);
    std::vector<std::string> types;
    for (const auto& column : t.columns) { types.push_back(column.name + " " + column.type.name); }
    CHECK(types == std::vector<std::string>{"id integer", "B character varying(10)", "c numeric(10,2)",
                                            "ts timestamp(3) with time zone", "e text[]", "f \"s\".\"kind\"",
                                            "j json"});
    CHECK(t.columns[0].not_null);
    CHECK(t.keys == std::vector<std::vector<std::size_t>>{{0}, {0, 1}}); // c may be NULL
    CHECK(t.columns[1].type.image_is_equality);
    CHECK_FALSE(t.columns[2].type.image_is_equality);
    CHECK(t.columns[2].type.equality == "OPERATOR(pg_catalog.=)");
    CHECK(t.columns[5].type.equality.empty());
    CHECK_FALSE(t.columns[6].type.has_equality);
}

TEST_CASE("declared_catalog: views keep their text, and aggregates are known", "[pgt][bind]") {
    bind::declared_catalog const catalog(
        "CREATE VIEW v (p, \"as\") WITH (security_barrier) AS SELECT 1 AS x, 2; "
        "CREATE MATERIALIZED VIEW m AS SELECT 1; CREATE AGGREGATE s.f (int) (sfunc = g, stype = int);");
    auto const v = catalog.relation("", "v").value();
    CHECK(v.definition == " SELECT 1 AS x, 2");
    CHECK(v.columns.at(1).name == "as");
    CHECK(catalog.relation("public", "m")->kind == bind::relation_kind::materialized_view);
    CHECK(catalog.function("s", "f", 1) == bind::function_kind::aggregate);
    CHECK(catalog.function("", "sum", 1) == bind::function_kind::aggregate);
    CHECK(catalog.function("", "lag", 1) == bind::function_kind::window);
    CHECK(catalog.function("", "unnest", 1) == bind::function_kind::set_returning);
    CHECK(catalog.function("", "lower", 1) == bind::function_kind::unknown);
    CHECK(catalog.function("s", "sum", 1) == bind::function_kind::unknown);
}

TEST_CASE("declared_catalog: types of simple expressions", "[pgt][bind]") {
    bind::declared_catalog const catalog("");
    auto const type = [&](const std::string& e) {
        auto const query = "SELECT " + e +
                           " FROM (SELECT CAST(NULL AS integer) AS c1, CAST(NULL AS numeric(10,2)) AS c2, "
                           "CAST(NULL AS text) AS c3) AS t";
        return catalog.describe(sql::from_server(query), 1).at(0).name;
    };
    CHECK(type("c1 + 1") == "integer");
    CHECK(type("c1 * c2") == "numeric");
    CHECK(type("c1 > 1") == "boolean");
    CHECK(type("c3::varchar(5)") == "character varying(5)");
    CHECK(type("'2020-01-01'::date") == "date");
    CHECK(type("3000000000") == "bigint");
    CHECK(type("COALESCE(NULL, c2)") == "numeric(10,2)");
    CHECK(type("CASE WHEN c1 > 1 THEN 'a' ELSE c3 END") == "text");
    CHECK(type("count(*)") == "bigint");
    CHECK(type("sum(c1)") == "bigint");
    CHECK(type("sum(c2)") == "numeric");
    CHECK(type("avg(c1)") == "numeric");
    CHECK(type("max(c3)") == "text");
    CHECK(type("array_agg(c1)") == "integer[]");
    CHECK(type("c3 || c3").empty());
}

TEST_CASE("declared_catalog: tables that don't tell their columns are refused", "[pgt][bind]") {
    auto const state = [](const std::string& sql) {
        return support::refused([&] { bind::declared_catalog const c(sql); }).sqlstate();
    };
    CHECK(state("CREATE TABLE t (LIKE u)") == "0A000");
    CHECK(state("CREATE TABLE t PARTITION OF u DEFAULT") == "0A000");
    CHECK(state("CREATE TABLE t (") == "42601");
}
