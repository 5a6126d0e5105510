#include <pgt/error.hpp>
#include <pgt/parse/view_query.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace pgt;
using parse::query_of_view;

TEST_CASE("query_of_view: what follows AS") {
    CHECK(query_of_view("create materialized view v as select 1") == "select 1");
    CHECK(query_of_view("CREATE MATERIALIZED VIEW v AS\n  SELECT 1 AS a ; ") == "SELECT 1 AS a");
    CHECK(query_of_view("create materialized view v with (a = 'x as y') as table t") == "table t");
    CHECK(query_of_view("create materialized view \"as\" (\"as\") as (select 1)") == "(select 1)");
    CHECK(query_of_view("create /* as /* as */ as */ materialized view v -- as\n as select 1") == "select 1");
}

TEST_CASE("query_of_view: without WITH DATA at the end") {
    CHECK(query_of_view("create materialized view v as select 1 with data") == "select 1");
    CHECK(query_of_view("create materialized view v as select 1 WITH NO DATA;") == "select 1");
    CHECK(query_of_view("create materialized view v as select a as data from t as data") ==
          "select a as data from t as data");
    CHECK(query_of_view("create materialized view v as with d as (select 1) select * from d") ==
          "with d as (select 1) select * from d");
}

TEST_CASE("query_of_view: constants") {
    CHECK(query_of_view("create materialized view v as select 'it''s; as' with data") ==
          "select 'it''s; as'");
    CHECK(query_of_view("create materialized view v as select e'a''b\\'; with data' with data") ==
          "select e'a''b\\'; with data'");
    CHECK(query_of_view("create materialized view v as select $$; with $a$ data$$ with data") ==
          "select $$; with $a$ data$$");
    CHECK(query_of_view("create materialized view v as select $1, $x$;$x$") == "select $1, $x$;$x$");
}

TEST_CASE("query_of_view: no query") {
    CHECK_THROWS_AS(query_of_view("create materialized view v"), user_error);
    CHECK_THROWS_AS(query_of_view("create materialized view v as"), user_error);
    CHECK_THROWS_AS(query_of_view(""), user_error);
}
